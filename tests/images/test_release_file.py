"""The data file with released images: what it says, what it refuses, and that an edit is one line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from podwright import (
    EnvironmentChart,
    ImageProfile,
    InvalidValueError,
    Problem,
    ReleasedImage,
    ReleasedImages,
)
from podwright.images.release_file import ReleaseFile
from tests.refusals import refusal_of, refusals_of
from tests.samples import Synthesize, problem_of

DIGEST = f"sha256:{'0123456789abcdef' * 4}"
TEXT = f"""\
# Who writes it.
staging:
  shop: {{ tag: "c35f0f7" }} # why
  shop-worker: {{tag: '1234567', digest: "{DIGEST}"}}

production:
  shop: {{ digest: "{DIGEST}" }}
"""


def read(text: str) -> ReleaseFile:
    return ReleaseFile(text, name="images.yaml")


def entries(text: str) -> dict[str, ReleasedImage]:
    """Return the versions of an environment `test` that has these lines."""
    lines = "".join(f"  {line}\n" for line in text.splitlines())
    return {name: entry.version for name, entry in read(f"test:\n{lines}").entries("test").items()}


def test_it_has_a_line_for_each_image() -> None:
    file = read(TEXT)
    assert file.environments == ("staging", "production")
    assert {name: (entry.version, entry.line) for name, entry in file.entries("staging").items()} == {
        "shop": (ReleasedImage(tag="c35f0f7"), 3),
        "shop-worker": (ReleasedImage(tag="1234567", digest=DIGEST), 4),
    }
    assert {name: entry.version for name, entry in file.entries("production").items()} == {
        "shop": ReleasedImage(digest=DIGEST)
    }


@pytest.fixture
def images_yaml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "images.yaml"
    path.write_text(TEXT)
    return path


def test_a_chart_takes_the_images_of_its_environment(images_yaml: Path, on_openshift: Synthesize) -> None:
    source = ReleasedImages.from_file(images_yaml, environment="staging", repository="quay.io/shop")
    profiles = {"shop": ImageProfile(), "shop-worker": ImageProfile()}
    references: dict[str, str] = {}

    def build(chart: EnvironmentChart) -> None:
        images = source.provide(chart, profiles)
        references.update({name: image.reference for name, image in images.items()})

    on_openshift(build)
    assert references == {
        "shop": "quay.io/shop/shop:c35f0f7",
        "shop-worker": f"quay.io/shop/shop-worker:1234567@{DIGEST}",
    }


def test_an_image_that_a_chart_needs_and_the_file_lacks(images_yaml: Path, on_openshift: Synthesize) -> None:
    source = ReleasedImages.from_file(images_yaml, environment="staging", repository="quay.io/shop")
    profiles = {"shop": ImageProfile(), "shop-wroker": ImageProfile()}
    problem = problem_of(on_openshift, lambda chart: source.provide(chart, profiles))
    assert problem.message == "image 'shop-wroker' has no released version (did you mean 'shop-worker'?)"
    assert problem.remedy == 'Add a line: shop-wroker: { tag: "…" }'
    assert problem.location == "images.yaml:2"


def test_an_environment_that_is_not_there(images_yaml: Path) -> None:
    problem = refusal_of(
        lambda: ReleasedImages.from_file(images_yaml, environment="Staging", repository="quay.io/shop")
    )
    assert problem == Problem(
        message="there is no environment 'Staging' (did you mean 'staging'?)",
        remedy="Use one of: staging, production; or add it to the file",
        location="images.yaml",
    )


def test_only_the_lines_of_the_environment_are_judged(images_yaml: Path) -> None:
    # Or each environment of a system would report the fault of one.
    images_yaml.write_text(TEXT.replace('{ tag: "c35f0f7" }', "{}"))
    source = ReleasedImages.from_file(images_yaml, environment="production", repository="quay.io/shop")
    assert source.versions == {"shop": ReleasedImage(digest=DIGEST)}


def test_the_command_needs_no_cdk8s() -> None:
    # It would start Node, and take a second for one line.
    program = "import sys; import podwright.images.release_file; sys.exit('jsii' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_no_file(tmp_path: Path) -> None:
    problem = refusal_of(lambda: ReleaseFile.read(tmp_path / "no.yaml", name="no.yaml"))
    assert (problem.location, problem.message) == ("no.yaml", "cannot read it: no such file or directory")


def test_no_text(tmp_path: Path) -> None:
    (tmp_path / "images.yaml").write_bytes(b"# one\n# \xff\n")
    problem = refusal_of(lambda: ReleaseFile.read(tmp_path / "images.yaml", name="images.yaml"))
    assert (problem.location, problem.message) == ("images.yaml:2", "this is not UTF-8")


@pytest.mark.parametrize(
    "tag",
    [
        *("1.20", "0123456", "1234567", "1e5", "12345e7", "1_000", "0x1f", "1:30", ".5", "2026-11-21"),
        *("yes", "null", "~", "[a]", "{a: b}", "", "c35f0f7"),
    ],
)
def test_text_without_quotes_is_refused_whatever_it_is_to_yaml(tag: str) -> None:
    problem = refusal_of(lambda: entries(f"shop: {{ tag: {tag} }}"))
    assert (problem.field, problem.location) == ("test.shop.tag", "images.yaml:2")
    assert problem.message == "the tag is not in quotes, without which YAML takes some for numbers"
    assert problem.remedy.startswith('Write tag: "')


@pytest.mark.parametrize("tag", ["1.20", "0123456", "1234567", "1e5", "12345e7", "yes", "null", "2026-11-21"])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_in_quotes_it_is_what_it_says(tag: str, quote: str) -> None:
    assert entries(f"shop: {{ tag: {quote}{tag}{quote} }}") == {"shop": ReleasedImage(tag=tag)}


@pytest.mark.parametrize(
    ("line", "field", "message"),
    [
        ("shop: {}", "test.shop", "neither tag nor digest says which version was released"),
        ('shop: { tag: "v 1" }', "test.shop.tag", "'v 1' is not an image tag"),
        ('shop: { digest: "abc" }', "test.shop.digest", "'abc' is not an image digest"),
        (
            'shop: { tag: "latest" }',
            "test.shop.tag",
            "tag 'latest' floats: it may be another image tomorrow, and nothing to go back to",
        ),
        ('shop: { tgs: "v1" }', "test.shop", "there is no field 'tgs' (did you mean 'tag'?)"),
        ('shop: { tag: "v1", tag: "v2" }', "test.shop", "'tag' is there twice, first on line 2"),
        ('shop: { 1: "v1" }', "test.shop", "'1' is no text to YAML"),
        ('shop: "v1"', "test.shop", "an image and its version stand on one line"),
        ("shop:", "test.shop", "an image and its version stand on one line"),
        ('shop:\n  tag: "v1"', "test.shop", "an image and its version stand on one line"),
        ('shop:\n  { tag: "v1" }', "test.shop", "an image and its version stand on one line"),
        ('shop: { tag: "v1",\n    digest: "x" }', "test.shop", "an image and its version stand on one line"),
        ('Shop: { tag: "v1" }', "test", "'Shop' is not an image name"),
        ('quay.io:5000/shop: { tag: "v1" }', "test", "'quay.io:5000/shop' is not an image name"),
        ('no: { tag: "v1" }', "test", "'no' is no text to YAML"),
        ('[a]: { tag: "v1" }', "test", "this is no text to YAML"),
        ('shop: { tag: &a "v1" }', "", "an anchor (&) has no place here: a line stands for itself"),
        ("shop: *a", "", "an alias (*) has no place here: a line stands for itself"),
        ("shop: { tag: !!str 1.20 }", "", "a type (!) has no place here: a line stands for itself"),
    ],
)
def test_a_line_of_another_form_is_refused(line: str, field: str, message: str) -> None:
    problem = refusal_of(lambda: entries(line))
    assert (problem.field, problem.location, problem.message) == (field, "images.yaml:2", message)
    assert problem.remedy


def test_an_image_twice_is_refused_with_both_lines() -> None:
    problem = refusal_of(lambda: entries('shop: { tag: "v1" }\nshop: { tag: "v2" }'))
    assert (problem.location, problem.message) == ("images.yaml:3", "'shop' is there twice, first on line 2")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "these are no environments"),
        ("# nothing\n", 1, "these are no environments"),
        ("- a\n", 1, "these are no environments"),
        ('{ test: { shop: { tag: "v1" } } }', 1, "these are no environments"),
        ("test:\n", 1, "an environment has lines with images"),
        ("test: {}\n", 1, "an environment has lines with images"),
        ('test: { shop: { tag: "v1" } }\n', 1, "an environment has lines with images"),
        ("\nTest:\n  shop: {}\n", 2, "'Test' is not a DNS label"),
        ("test:\n  shop: {}\ntest:\n  shop: {}\n", 3, "'test' is there twice, first on line 1"),
        ("on:\n  shop: {}\n", 1, "'on' is no text to YAML"),
        ("test:\n  shop: {\n", 3, "this is no YAML"),
        ("test:\n\tshop: {}\n", 2, "this is no YAML"),
        ("test:\n  shop: {}\n---\n", 3, "this is no YAML"),
        ("test:\n  shop: {} # \x07\n", 2, "this is no YAML"),
        ("test:\n<<<<<<< HEAD\n  shop: {}\n=======\n  shop: {}\n>>>>>>> b\n", 2, "git could not merge"),
    ],
)
def test_a_file_of_another_form_is_refused(text: str, line: int, message: str) -> None:
    problem = refusal_of(lambda: read(text))
    assert problem.location == f"images.yaml:{line}"
    assert problem.message.startswith(message)


def test_every_wrong_line_is_told() -> None:
    problems = refusals_of(lambda: entries('shop: { tag: 1 }\nother: { tag: "v1" }\nthird: { tag: "dev" }'))
    assert [(problem.location, problem.field) for problem in problems] == [
        ("images.yaml:2", "test.shop.tag"),
        ("images.yaml:4", "test.third.tag"),
    ]


def test_a_version_is_replaced_and_nothing_around_it() -> None:
    file = read(TEXT)
    assert file.with_version("staging", "shop", ReleasedImage(tag="0123456")) == TEXT.replace(
        '{ tag: "c35f0f7" }', '{ tag: "0123456" }'
    )
    # A digest of the version before would be pulled, whatever the tag says.
    assert file.with_version("staging", "shop-worker", ReleasedImage(tag="v2")) == TEXT.replace(
        f"{{tag: '1234567', digest: \"{DIGEST}\"}}", '{ tag: "v2" }'
    )
    assert file.with_version(
        "production", "shop", ReleasedImage(tag="latest", digest=DIGEST)
    ) == TEXT.replace(f'{{ digest: "{DIGEST}" }}', f'{{ tag: "latest", digest: "{DIGEST}" }}')


def test_an_image_that_is_not_there_is_not_added() -> None:
    problem = refusal_of(lambda: read(TEXT).with_version("staging", "shop-wroker", ReleasedImage(tag="v2")))
    assert problem == Problem(
        field="staging",
        message="there is no image 'shop-wroker' (did you mean 'shop-worker'?)",
        remedy='Use one of: shop, shop-worker; or add a line by hand: shop-wroker: { tag: "c35f0f7" }',
        location="images.yaml:2",
    )


TAGS = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}|[0-9]{1,7}(e[0-9]{1,3}|\.[0-9]+)?", fullmatch=True)
DIGESTS = st.text("0123456789abcdef", min_size=64, max_size=64).map("sha256:".__add__)
NAMES = st.from_regex(r"[a-z]([a-z0-9]|-[a-z0-9]){0,8}", fullmatch=True).filter(
    lambda name: name not in {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
)
COMMENTS = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff"),
    max_size=12,
).filter(lambda text: not yaml.reader.Reader.NON_PRINTABLE.search(text))


@st.composite
def versions(draw: st.DrawFn) -> ReleasedImage:
    tag, digest = draw(st.none() | TAGS), draw(st.none() | DIGESTS)
    try:
        return ReleasedImage(tag=tag, digest=digest)
    except InvalidValueError:
        return ReleasedImage(tag=tag or "v1", digest=f"sha256:{'0' * 64}")


@st.composite
def files(draw: st.DrawFn) -> str:
    """Return a file as people write them: comments, empty lines, either quotes, either end of lines."""
    end = draw(st.sampled_from(["\n", "\r\n"]))
    lines: list[str] = []
    for environment in draw(st.lists(NAMES, min_size=1, max_size=3, unique=True)):
        lines += draw(st.lists(COMMENTS.map("# ".__add__) | st.just(""), max_size=2))
        lines.append(f"{environment}:")
        for image in draw(st.lists(NAMES, min_size=1, max_size=3, unique=True)):
            version, quote = draw(versions()), draw(st.sampled_from(["'", '"']))
            fields = [
                f"{key}: {quote}{value}{quote}"
                for key, value in (("digest", version.digest), ("tag", version.tag))
                if value
            ]
            gap, comment = draw(st.sampled_from(["", " ", "   "])), draw(COMMENTS)
            lines.append(f"  {image}: {gap}{{{gap}{f',{gap} '.join(fields)}{gap}}} # {comment}")
    return draw(st.sampled_from(["", "\ufeff"])) + end.join(lines) + draw(st.sampled_from(["", end]))


@given(text=files(), version=versions(), data=st.data())
def test_every_other_byte_stays(text: str, version: ReleasedImage, data: st.DataObject) -> None:
    file = read(text)
    environment = data.draw(st.sampled_from(file.environments))
    image = data.draw(st.sampled_from(list(file.entries(environment))))
    entry = file.entry(environment, image)
    edited = file.with_version(environment, image, version)

    before, after = text.split("\n"), edited.split("\n")
    assert len(before) == len(after)
    assert [n for n, (one, two) in enumerate(zip(before, after, strict=True), 1) if one != two] in (
        [],
        [entry.line],
    )
    # On the line itself, the name before and the comment behind stay.
    assert edited.startswith(text[: entry.start])
    assert edited.endswith(text[entry.end :])

    def content(text: str) -> dict[tuple[str, str], ReleasedImage]:
        found = read(text)
        return {(e, i): v.version for e in found.environments for i, v in found.entries(e).items()}

    assert content(edited) == {**content(text), (environment, image): version}
    # Other tools read text where we do.
    value = yaml.safe_load(edited)[environment][image]
    assert value == {key: item for key, item in version.model_dump().items() if item is not None}


@given(text=st.text("abz019.e:{}[]\"'#&*!%-\n\t ,?|>", max_size=60) | st.text(max_size=20))
def test_whatever_it_holds_it_is_read_or_refused(text: str) -> None:
    file: ReleaseFile | None = None
    problems: tuple[Problem, ...] = ()
    try:
        file = read(text)
        for environment in file.environments:
            file.entries(environment)
    except InvalidValueError as error:
        problems = error.problems
    assert file or problems
    assert all(problem.location.startswith("images.yaml:") for problem in problems)
