from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.errors import InvalidValueError
from podwright.vocabulary import (
    ClaimVolume,
    ConfigKey,
    ConfigMapVolume,
    Container,
    EmptyDir,
    Exec,
    HttpGet,
    Image,
    ImageProfile,
    Mount,
    PodField,
    Port,
    Probe,
    Resources,
    SecretKey,
    SecretVolume,
    TcpSocket,
)
from podwright.vocabulary.names import check_label_name


@pytest.fixture
def container(image: Image, resources: Resources) -> Container:
    return Container(name="backend", image=image, resources=resources)


def writing(container: Container, *paths: str, **fields: Any) -> Container:
    profile = ImageProfile(writable_paths=paths)
    image = container.image.model_copy(update={"profile": profile})
    return container.model_copy(update={"image": image, **fields})


def refused(container: Container, **fields: Any) -> list[str]:
    with pytest.raises(InvalidValueError) as refusal:
        container.model_copy(update=fields)
    return str(refusal.value).splitlines()


def test_a_container_says_only_what_it_was_told(container: Container) -> None:
    assert (container.command, container.args, container.ports, container.all_mounts) == ((), (), (), ())
    assert dict(container.env) == {}
    assert container.working_dir is None


def test_environment_variables_come_from_text_keys_and_fields(container: Container) -> None:
    env = {
        "LOG_LEVEL": "info",
        "EMPTY": "",
        "GITHUB_TOKEN": SecretKey(secret="tarsy", key="github-token"),
        "URL": ConfigKey(config_map="tarsy", key="url"),
        "POD_ID": PodField(path="metadata.name"),
    }
    assert list(container.model_copy(update={"env": env}).env.items()) == list(env.items())


def test_environment_variables_do_not_change(container: Container) -> None:
    env = {"LOG_LEVEL": "info"}
    told = container.model_copy(update={"env": env})
    env["LOG_LEVEL"] = "debug"
    assert told.env == {"LOG_LEVEL": "info"}
    frozen: Any = told.env
    with pytest.raises(TypeError):
        frozen["LOG_LEVEL"] = "debug"
    default: Any = container.env
    with pytest.raises(TypeError):
        default["LOG_LEVEL"] = "debug"


@pytest.mark.parametrize("value", [b"hunter2", ["hunter2"], {"password": "hunter2"}, "hunter2\0"])
def test_the_value_of_a_variable_may_be_a_secret_and_is_not_repeated(
    container: Container, value: Any
) -> None:
    (problem,) = refused(container, env={"PASSWORD": value})
    assert problem.startswith("Container.env['PASSWORD']: ")
    assert "hunter2" not in problem


def test_a_number_is_no_environment_variable(container: Container) -> None:
    assert refused(container, env={"PORT": 8080, "log-level": "info"}) == [
        "Container.env['PORT']: expected str, SecretKey, ConfigKey or PodField, got int. Give one of them",
        "Container.env['log-level']: 'log-level' is not an environment variable name. "
        "Use letters, digits and '_', not beginning with a digit: 'LOG_LEVEL'",
    ]


def test_two_ports_share_neither_name_nor_number(container: Container, http: Port) -> None:
    ports = (http, Port(name="http", number=9090), Port(name="metrics", number=8080))
    assert refused(container, ports=ports) == [
        "Container.ports[1].name: two ports are named 'http'. Give each port its own name",
        "Container.ports[2].number: two ports listen on 8080/TCP. Give each port its own number",
    ]


def test_one_number_may_serve_two_protocols(container: Container) -> None:
    ports = (Port(name="dns", number=53), Port(name="dns-udp", number=53, protocol="UDP"))
    assert container.model_copy(update={"ports": ports}).ports == ports


def test_a_path_is_mounted_once(container: Container) -> None:
    mounts = (
        Mount(path="/data", volume=ClaimVolume(claim="data")),
        Mount(path="/data", volume=EmptyDir(name="scratch")),
    )
    assert refused(container, mounts=mounts) == [
        "Container.mounts[1].path: two volumes are mounted at '/data'. Give each mount its own path"
    ]


def test_mounts_may_be_nested_and_volumes_shared(container: Container) -> None:
    data = ClaimVolume(claim="data")
    mounts = (
        Mount(path="/data", volume=data),
        Mount(path="/data/config", volume=ConfigMapVolume(config_map="config")),
        Mount(path="/backup", volume=data, sub_path="backup"),
    )
    assert container.model_copy(update={"mounts": mounts}).all_mounts == mounts


@pytest.mark.parametrize("field", ["startup", "liveness", "readiness"])
def test_a_probe_asks_a_port_of_its_own_container(container: Container, http: Port, field: str) -> None:
    probe = Probe(check=TcpSocket(port=http))
    assert getattr(container.model_copy(update={"ports": (http,), field: probe}), field) == probe
    others = (Port(name="http", number=8081), Port(name="metrics", number=9090))
    assert refused(container, ports=others, **{field: probe}) == [
        f"Container.{field}: the {field} probe asks port 'http', which container 'backend' has not. "
        "Probe one of the container's own ports="
    ]


def test_a_command_as_a_probe_needs_no_port(container: Container) -> None:
    probe = Probe(check=Exec(command=("pg_isready",)))
    assert container.model_copy(update={"liveness": probe}).liveness == probe


def test_stopping_last_leaves_no_room_for_another_stop(container: Container) -> None:
    stop = Exec(command=("sleep", "5"))
    assert container.model_copy(update={"stops_last": True}).stops_last
    assert container.model_copy(update={"pre_stop": stop}).pre_stop == stop
    assert refused(container, stops_last=True, pre_stop=stop) == [
        "Container.pre_stop: stops_last decides what happens before the stop. Drop pre_stop, or stops_last"
    ]


@pytest.mark.parametrize("files", [{"keys": ("LOG_LEVEL",)}, {"mode": 0o440}])
def test_variables_of_a_config_map_are_no_files(container: Container, files: dict[str, Any]) -> None:
    config = ConfigMapVolume(config_map="tarsy", optional=True)
    assert container.model_copy(update={"env_from": (config,)}).env_from == (config,)
    (problem,) = refused(container, env_from=(config, config.model_copy(update=files)))
    assert problem.startswith(
        "Container.env_from[1]: every key of 'tarsy' becomes a variable, and none a file"
    )


def test_every_clash_is_reported_at_once(container: Container, http: Port) -> None:
    fields = [
        line.partition(": ")[0]
        for line in refused(
            container,
            ports=(http, http),
            mounts=(
                Mount(path="/data", volume=EmptyDir(name="a")),
                Mount(path="/data", volume=EmptyDir(name="b")),
            ),
            liveness=Probe(check=HttpGet(port=Port(name="other", number=1))),
            stops_last=True,
            pre_stop=Exec(command=("true",)),
        )
    ]
    assert fields == [
        "Container.ports[1].name",
        "Container.ports[1].number",
        "Container.mounts[1].path",
        "Container.liveness",
        "Container.pre_stop",
    ]


@pytest.mark.parametrize("path", ["/", "/app", "/app/data"])
def test_a_container_may_work_anywhere(container: Container, path: str) -> None:
    assert container.model_copy(update={"working_dir": path}).working_dir == path


@pytest.mark.parametrize("path", ["app", "/app/", ""])
def test_a_working_directory_is_absolute(container: Container, path: str) -> None:
    (problem,) = refused(container, working_dir=path)
    assert problem.startswith(f"Container.working_dir: {path!r} is not an absolute path in a container")


@pytest.mark.parametrize("field", ["command", "args"])
def test_commands_and_arguments_are_tuples_of_text(container: Container, field: str) -> None:
    assert getattr(container.model_copy(update={field: ("sh", "-c", "")}), field) == ("sh", "-c", "")
    (problem,) = refused(container, **{field: "sh -c true"})
    assert problem == f"Container.{field}: expected tuple, got str. Write (one, two) or (one,)"
    (problem,) = refused(container, **{field: ("sleep", 5)})
    assert problem == f"Container.{field}[1]: expected str, got int. Write it as text, in quotes"


def test_a_path_that_the_image_writes_to_is_an_empty_directory(container: Container) -> None:
    told = writing(container, "/tmp", "/var/run/postgresql")
    assert told.all_mounts == (
        Mount(path="/tmp", volume=EmptyDir(name="backend-tmp")),
        Mount(path="/var/run/postgresql", volume=EmptyDir(name="backend-var-run-postgresql")),
    )


@pytest.mark.parametrize("sub_path", [None, "pgdata"])
def test_what_is_mounted_where_or_above_where_the_image_writes_stays_visible(
    container: Container, sub_path: str | None
) -> None:
    claim = ClaimVolume(claim="database")
    at = Mount(path="/var/lib/data", volume=claim, sub_path=sub_path)
    above = Mount(path="/var/lib", volume=claim, sub_path=sub_path)
    for mount in (at, above):
        assert writing(container, "/var/lib/data", mounts=(mount,)).all_mounts == (mount,)


def test_a_file_that_is_mounted_where_the_image_writes_stays_visible(container: Container) -> None:
    mount = Mount(path="/etc/passwd", volume=SecretVolume(secret="passwd"), sub_path="passwd")
    assert writing(container, "/etc/passwd", mounts=(mount,)).all_mounts == (mount,)


@pytest.mark.parametrize(
    "mount",
    [
        Mount(path="/var/lib", volume=ConfigMapVolume(config_map="config")),
        Mount(path="/var/lib", volume=ClaimVolume(claim="data"), read_only=True),
        Mount(path="/var/lib/data/below", volume=ClaimVolume(claim="data")),
        Mount(path="/var/lib/dat", volume=ClaimVolume(claim="data")),
    ],
)
def test_other_mounts_do_not_make_a_path_writable(container: Container, mount: Mount) -> None:
    told = writing(container, "/var/lib/data", mounts=(mount,))
    assert [mounted.path for mounted in told.all_mounts] == [mount.path, "/var/lib/data"]
    assert not told.all_mounts[1].is_read_only


paths = (
    st.text(alphabet="aA.-_é", min_size=1, max_size=6)
    .filter(lambda part: set(part) != {"."})
    .map("/{}".format)
)


@given(written=st.lists(st.builds("".join, st.lists(paths, min_size=1, max_size=9)), unique=True, max_size=4))
def test_every_path_that_the_image_writes_to_has_a_volume_of_its_own(written: list[str]) -> None:
    told = Container(
        name="b" * 60,
        image=Image(
            repository="quay.io/team/service", tag="v1", profile=ImageProfile(writable_paths=tuple(written))
        ),
        resources=Resources(cpu_request="1m", cpu_limit="1", memory_request="1Mi", memory_limit="12Mi"),
    )
    names = [mount.volume.name for mount in told.all_mounts]
    assert [mount.path for mount in told.all_mounts] == written
    assert len(set(names)) == len(names)
    assert [check_label_name(name) for name in names] == names


def test_folders_with_alike_names_are_not_one(container: Container) -> None:
    hidden, visible = writing(container, "/.cache", "/cache").all_mounts
    assert hidden.volume.name == "backend-cache"
    assert visible.volume.name.startswith("backend-cache-")


def test_scratch_space_is_not_shared_with_a_volume_that_happens_to_have_its_name(
    container: Container,
) -> None:
    mount = Mount(path="/scratch", volume=EmptyDir(name="backend-tmp", size_limit="1Gi"))
    told = writing(container, "/tmp", mounts=(mount,))
    assert told.all_mounts[0] == mount
    assert told.all_mounts[1].volume.name.startswith("backend-tmp-")


@pytest.mark.parametrize("name", ["Backend", "back_end", "a.b", "a" * 64, "", "backend\n"])
def test_a_container_has_a_label_as_its_name(container: Container, name: str) -> None:
    (problem,) = refused(container, name=name)
    assert problem.startswith("Container.name: ")
    assert "is not a DNS label" in problem
