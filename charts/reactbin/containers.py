"""The containers of reactbin's own images."""

from __future__ import annotations

from charts.reactbin import secrets
from charts.reactbin.configuration import WORKING_DIR, ReactbinConfiguration
from charts.reactbin.ports import API, UI
from charts.reactbin.settings import ReactbinSettings
from podwright import (
    Container,
    Duration,
    EmptyDir,
    Exec,
    HttpGet,
    Image,
    Mount,
    Probe,
    ProvidedSecrets,
    SecretVolume,
    TcpSocket,
)

# Until every ingress controller has heard that the pod is leaving.
_SETTLE = Exec(command=("sleep", "10"))


def api(
    settings: ReactbinSettings,
    *,
    image: Image,
    configuration: ReactbinConfiguration,
    provided: ProvidedSecrets,
) -> Container:
    """Return the API: FastAPI behind uvicorn, as the image starts it.

    All keys of its Secret are variables, and no key of another one. Readiness alone asks for its health,
    which may depend on the database: that takes the pod out of the Service, and restarts nothing.

    Args:
        settings: the environment's choices.
        image: the image.
        configuration: what it reads at its start.
        provided: the Secrets.
    """
    listens = TcpSocket(port=API)
    return Container(
        name="api",
        image=image,
        working_dir=WORKING_DIR,
        ports=(API,),
        # Of one name the last one wins: what follows from the chart, also where the Secret says otherwise.
        env_from=(SecretVolume(secret=provided[secrets.API].name), configuration.variables.volume()),
        # Uploads are files until they are in the object store.
        mounts=(Mount(path="/tmp", volume=EmptyDir(name="uploads", size_limit="1Gi")),),
        startup=Probe(check=listens, period=Duration(5), failure_threshold=24),
        liveness=Probe(check=listens, timeout=Duration(5)),
        readiness=Probe(
            check=HttpGet(port=API, path=settings.health_path), timeout=Duration(5), failure_threshold=2
        ),
        pre_stop=_SETTLE,
        resources=settings.resources.api,
    )


def ui(settings: ReactbinSettings, *, image: Image) -> Container:
    """Return the web server that hands out the UI's files, and knows nothing of anything else.

    Args:
        settings: the environment's choices.
        image: the image.
    """
    page = HttpGet(port=UI, path="/")
    return Container(
        name="ui",
        image=image,
        ports=(UI,),
        liveness=Probe(check=page, period=Duration(30), timeout=Duration(5)),
        readiness=Probe(check=page, timeout=Duration(5)),
        pre_stop=_SETTLE,
        resources=settings.resources.ui,
    )
