"""Where a system's own images come from: released ones, and what developers push to the cluster."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from syrupy.assertion import SnapshotAssertion

from podwright import (
    App,
    ClusterImages,
    Environment,
    EnvironmentChart,
    Image,
    ImageProfile,
    ImageSource,
    ImageStream,
    ReleasedImage,
    ReleasedImages,
    SharedNamespace,
)
from podwright.verify import ManifestSet, read_text, verify
from tests.refusals import refusal_of
from tests.samples import Synthesize, arguments_of, problem_of, required_arguments_of
from tests.validity import schema_errors

DIGEST = f"sha256:{'0123456789abcdef' * 4}"
PROFILES = {"shop": ImageProfile(user=20001), "shop-worker": ImageProfile(writable_paths=("/tmp",))}


def released(**versions: ReleasedImage) -> ReleasedImages:
    known = {name.replace("_", "-"): version for name, version in versions.items()}
    return ReleasedImages(repository="quay.io/shop", versions=known)


def images_of(
    source: ImageSource, synthesize: Synthesize, profiles: Mapping[str, ImageProfile] = PROFILES
) -> dict[str, Image]:
    images: dict[str, Image] = {}
    synthesize(lambda chart: images.update(source.provide(chart, profiles)))
    return images


def test_released_images_come_from_the_registry(on_openshift: Synthesize, on_kubernetes: Synthesize) -> None:
    source = released(
        shop=ReleasedImage(tag="c35f0f7"), shop_worker=ReleasedImage(tag="c35f0f8", digest=DIGEST)
    )
    for synthesize in (on_openshift, on_kubernetes):
        images = images_of(source, synthesize)
        assert {name: image.reference for name, image in images.items()} == {
            "shop": "quay.io/shop/shop:c35f0f7",
            "shop-worker": f"quay.io/shop/shop-worker:c35f0f8@{DIGEST}",
        }
        assert {name: image.profile for name, image in images.items()} == PROFILES


def test_who_sets_the_tag_is_known(on_openshift: Synthesize) -> None:
    # A workload repeats in a label what is pinned by hand, and only that.
    one = ReleasedImage(tag="v1")
    for image in images_of(released(shop=one, shop_worker=one), on_openshift).values():
        assert image.set_by_pipeline
    assert not Image(repository="quay.io/shop/shop", tag="v1").set_by_pipeline


def test_released_images_emit_nothing(on_openshift: Synthesize) -> None:
    source = released(shop=ReleasedImage(digest=DIGEST), shop_worker=ReleasedImage(digest=DIGEST))
    assert on_openshift(lambda chart: source.provide(chart, PROFILES)) == {}


def test_a_digest_alone_is_a_version(on_openshift: Synthesize) -> None:
    source = released(shop=ReleasedImage(digest=DIGEST))
    image = images_of(source, on_openshift, {"shop": ImageProfile()})["shop"]
    assert image.reference == f"quay.io/shop/shop@{DIGEST}"
    assert not image.is_floating


def test_versions_that_a_system_does_not_use_are_left_alone(on_openshift: Synthesize) -> None:
    source = released(shop=ReleasedImage(tag="v1"), other=ReleasedImage(tag="v2"))
    assert set(images_of(source, on_openshift, {"shop": ImageProfile()})) == {"shop"}


def test_an_image_without_a_version_is_refused(on_openshift: Synthesize) -> None:
    source = released(shop=ReleasedImage(tag="v1"))
    problem = problem_of(on_openshift, lambda chart: source.provide(chart, PROFILES))
    assert (problem.field, problem.message) == (
        "versions",
        "image 'shop-worker' has no released version",
    )
    assert problem.remedy == "Add versions={'shop-worker': ReleasedImage(tag=…)}"


def test_a_misspelt_version_is_suggested(on_openshift: Synthesize) -> None:
    source = released(shop=ReleasedImage(tag="v1"), shop_wroker=ReleasedImage(tag="v1"))
    problem = problem_of(on_openshift, lambda chart: source.provide(chart, PROFILES))
    assert problem.message == ("image 'shop-worker' has no released version (did you mean 'shop-wroker'?)")


def test_a_release_has_a_tag_or_a_digest() -> None:
    problem = refusal_of(ReleasedImage)
    assert problem.field == "ReleasedImage"
    assert problem.remedy == "Give tag=…, digest=… or both"


@pytest.mark.parametrize("tag", ["", ":v1", "v1@sha256", "-v1", "v 1", "v" * 129])
def test_an_illegal_tag_is_refused(tag: str) -> None:
    assert refusal_of(lambda: ReleasedImage(tag=tag)).field == "ReleasedImage.tag"
    assert refusal_of(lambda: ClusterImages(tag=tag)).field == "ClusterImages.tag"


@pytest.mark.parametrize("digest", ["", "sha256:abc", DIGEST.upper(), DIGEST.removeprefix("sha256:")])
def test_an_illegal_digest_is_refused(digest: str) -> None:
    assert refusal_of(lambda: ReleasedImage(digest=digest)).field == "ReleasedImage.digest"


@pytest.mark.parametrize("tag", ["latest", "main", "dev", "staging", "stable-alpine", "Latest"])
def test_a_floating_tag_is_no_release_without_a_digest(tag: str) -> None:
    problem = refusal_of(lambda: ReleasedImage(tag=tag))
    assert problem.field == "ReleasedImage.tag"
    assert problem.remedy == "Give the tag of one build, such as its commit, or the digest too"
    assert ReleasedImage(tag=tag, digest=DIGEST).tag == tag


WORDS = ["latest", "main", "head", "trunk", "canary", "rolling", "release", "test", "v1", "c35f0f7", "web"]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("rest", ["", "-alpine", "-c35f0f7", "-2", "line"])
def test_what_floats_here_floats_to_the_checks(word: str, rest: str) -> None:
    tag = f"{word}{rest}"
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "web", "namespace": "shop"},
        "spec": {"containers": [{"name": "web", "image": f"quay.io/shop/web:{tag}"}]},
    }
    objects = ManifestSet(read_text(json.dumps(pod)).manifests)
    report = verify(objects, select=("floating-image-tag",))
    assert bool(report.findings) == Image(repository="quay.io/shop/web", tag=tag).is_floating


@pytest.mark.parametrize("repository", ["shop", "https://quay.io/shop", "quay.io/Shop", "quay.io/shop:v1"])
def test_the_repository_names_registry_and_organization(repository: str) -> None:
    problem = refusal_of(lambda: ReleasedImages(repository=repository, versions={}))
    assert problem.field == "ReleasedImages.repository"


def test_cluster_images_come_from_the_clusters_registry(on_openshift: Synthesize) -> None:
    images = images_of(ClusterImages(), on_openshift)
    registry = "image-registry.openshift-image-registry.svc:5000"
    assert {name: image.reference for name, image in images.items()} == {
        "shop": f"{registry}/shop-test/shop:dev",
        "shop-worker": f"{registry}/shop-test/shop-worker:dev",
    }
    assert {name: image.profile for name, image in images.items()} == PROFILES


def test_a_push_to_the_cluster_reaches_the_nodes(on_openshift: Synthesize) -> None:
    for image in images_of(ClusterImages(), on_openshift).values():
        assert image.is_floating
        assert image.pull_policy == "Always"


def test_cluster_images_are_pushed_to_image_streams(
    on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion
) -> None:
    assert on_openshift(lambda chart: ClusterImages().provide(chart, PROFILES)) == yaml_snapshot


def test_cluster_images_need_openshift(on_kubernetes: Synthesize) -> None:
    problem = problem_of(on_kubernetes, lambda chart: ClusterImages().provide(chart, PROFILES))
    assert problem.message == "the cluster's own registry needs OpenShift, but 'test' is Kubernetes"
    assert problem.remedy == "Choose ReleasedImages(…), or set platform=OpenShift(…)"


def stream(chart: EnvironmentChart) -> None:
    ImageStream(chart, "stream", name="shop")


def test_an_image_stream(on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_openshift(stream) == yaml_snapshot


def test_the_schema_takes_it(on_openshift: Synthesize, openshift: Environment) -> None:
    assert schema_errors(on_openshift(stream), openshift) == []


def test_the_snapshot_gives_everything() -> None:
    assert arguments_of(ImageStream) == required_arguments_of(ImageStream) == {"name"}


def test_no_short_name_is_rewritten(on_openshift: Synthesize) -> None:
    # The server stores the field, given or not: written out, Argo CD sees no difference.
    spec = on_openshift(stream)["ImageStream/shop"]["spec"]
    assert spec == {"lookupPolicy": {"local": False}}


@pytest.mark.parametrize("name", ["", "Shop", "shop/worker", "shop:dev", "shop%", "s" * 246])
def test_an_illegal_image_stream_is_refused(name: str, on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, lambda chart: ImageStream(chart, "stream", name=name))
    assert (problem.field, problem.path) == ("name", "shop-test/stream")


def test_the_longest_image_stream_fits_the_registry(on_openshift: Synthesize) -> None:
    name = "s" * (255 - len("shop-test/"))
    assert f"ImageStream/{name}" in on_openshift(lambda chart: ImageStream(chart, "stream", name=name))


def test_two_image_streams_of_one_name_are_refused(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        stream(chart)
        ImageStream(chart, "other", name="shop")

    problem = problem_of(on_openshift, build)
    assert problem.message == "ImageStream 'shop' exists already, made at shop-test/stream"


def test_an_image_stream_needs_openshift(on_kubernetes: Synthesize) -> None:
    problem = problem_of(on_kubernetes, stream)
    assert problem.message == "an ImageStream needs OpenShift, but 'test' is Kubernetes"


def test_in_a_shared_namespace_image_streams_are_prefixed(openshift: Environment) -> None:
    place = openshift.model_copy(update={"tenancy": SharedNamespace(prefix="blue")})
    chart = EnvironmentChart(App(), environment=place, system="shop")
    images = ClusterImages().provide(chart, PROFILES)
    assert {manifest["metadata"]["name"] for manifest in chart.to_json()} == {"blue-shop", "blue-shop-worker"}
    assert images["shop"].repository.endswith(":5000/shop-test/blue-shop")
