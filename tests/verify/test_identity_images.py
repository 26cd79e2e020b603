"""Images are named in a form that can be pulled."""

from __future__ import annotations

import pytest

from tests.verify.finding import Find, Write

DIGEST = "807c4c2ea4a2d731a1886ef394ea9137f31902aeb49044e4dfe4943d13384cf1"
IMAGE = "image: registry.example.com/web:1.4.2"


@pytest.mark.parametrize(
    ("image", "says"),
    [
        ("https://quay.io/example/web:1", "Write quay.io/example/web:1"),
        ("docker://example/web:1", "Write example/web:1"),
        ("quay.io/Example/Web:1.0", "Write quay.io/example/web"),
        ("Web:1.0", "Write web"),
        ("quay.io/example/web :1", "space"),
        ("quay.io/example/web:1:2", "the tag '1:2'"),
        ("quay.io/example/web:", "the tag ''"),
        ("quay.io/example/web:-1", "the tag '-1'"),
        (f"quay.io/example/web:{'a' * 129}", "tag"),
        ("quay.io/example/web@sha256:807c4c", "6 digits, and sha256 has 64"),
        (f"quay.io/example/web@{DIGEST}", "a digest that is none"),
        ("quay.io//web:1", "is not the name of an image"),
        ("quay.io/example/web/:1", "is not the name of an image"),
        ("a" * 256, "256 characters"),
        ("-web:1", "is not the name of an image"),
    ],
)
def test_what_cannot_be_pulled_is_told(find: Find, deployment: Write, image: str, says: str) -> None:
    text = deployment().replace(IMAGE, f'image: "{image}"')
    (finding,) = find(text, select="invalid-image-name")
    assert str(finding.field) == "spec.template.spec.containers[0].image"
    assert says in f"{finding.message}. {finding.remedy}"


@pytest.mark.parametrize(
    "image",
    [
        "nginx",
        "nginx:1.29",
        "library/nginx",
        "localhost/web:dev",
        "localhost:5000/web",
        "registry:5000/team/web:1.0-rc.1_2",
        "[2001:db8::1]:5000/web:1",
        "quay.io/example/a__b/c-d/e.f---g:v1.2.3",
        "Registry.example.com/web:1",
        "image-registry.openshift-image-registry.svc:5000/shop/web:dev",
        f"quay.io/example/web@sha256:{DIGEST}",
        f"quay.io/example/web:1.2@sha256:{DIGEST}",
        f"quay.io/example/web@sha512:{DIGEST * 2}",
        "${IMAGE}",
        "$(IMAGE)",
        "ko://github.com/Example/web/cmd/web",
        "<registry>/web:1",
        "auto",
        "",
    ],
)
def test_what_can_be_pulled_or_is_filled_in_is_not(find: Find, deployment: Write, image: str) -> None:
    assert find(deployment().replace(IMAGE, f'image: "{image}"'), select="invalid-image-name") == []


def test_openshift_writes_the_images_of_workloads_with_triggers(find: Find, deployment: Write) -> None:
    triggers = ", annotations: {image.openshift.io/triggers: '[]'}"
    text = deployment(metadata=triggers).replace(IMAGE, 'image: " "')
    assert find(text, select="invalid-image-name") == []
