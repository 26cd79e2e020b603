"""Faults of a file's text: they are told before there are any objects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from podwright.verify import Finding, read_bytes
from tests.verify.faults.bases import BASES

Change = Callable[[bytes], bytes]


@dataclass(frozen=True, kw_only=True)
class FileFault:
    """A mistake in the text of a file of dist/.

    Attributes:
        name: says what was done wrong; unique.
        file: the file, below the environment's folder.
        change: the mistake.
        code: the check that finds it.
        line: the line it is found on.
        base: the environment.
    """

    name: str
    file: str
    change: Change
    code: str
    line: int
    base: str = "tarsy-development"

    def content(self) -> bytes:
        """Return the content of the file with the mistake."""
        original = (BASES[self.base].folder / self.file).read_bytes()
        changed = self.change(original)
        assert changed != original
        return changed

    def findings(self) -> Sequence[Finding]:
        """Return what is found when the file is read."""
        return read_bytes(self.content(), name=self.file).findings


def _replaced(old: str, new: str) -> Change:
    return lambda content: content.replace(old.encode(), new.encode(), 1)


FILE_FAULTS: Sequence[FileFault] = (
    FileFault(
        name="B14-host-placeholder",
        file="Route.tarsy.k8s.yaml",
        change=_replaced("host: tarsy-development.apps.dev.example.com", "host: {{ROUTE_HOST}}"),
        code="not-rendered",
        line=14,
    ),
    FileFault(
        name="helm-expression",
        file="Deployment.tarsy.k8s.yaml",
        change=_replaced("replicas: 1", "replicas: {{ .Values.replicas }}"),
        code="not-rendered",
        line=14,
    ),
    FileFault(
        name="key-twice",
        file="ConfigMap.tarsy-config.k8s.yaml",
        change=_replaced("  LOG_LEVEL: DEBUG\n", "  LOG_LEVEL: DEBUG\n  DB_HOST: tarsy-database.old\n"),
        code="duplicate-key",
        line=23,
    ),
    FileFault(
        name="tab-for-indentation",
        file="Service.tarsy-web.k8s.yaml",
        change=_replaced("  ports:", "\tports:"),
        code="invalid-yaml",
        line=18,
    ),
    FileFault(
        name="unbalanced-quote",
        file="ConfigMap.tarsy-config.k8s.yaml",
        change=_replaced('DB_PORT: "5432"', 'DB_PORT: "5432'),
        code="invalid-yaml",
        line=19,
    ),
    FileFault(
        name="saved-as-latin-1",
        file="secrets/Template.tarsy-secrets.k8s.yaml",
        change=lambda content: content.replace(
            b"API key for Gemini", "Schlüssel für Gemini".encode("latin-1")
        ),
        code="not-utf8",
        line=20,
    ),
    FileFault(
        name="anchor-within-itself",
        file="Service.tarsy-web.k8s.yaml",
        change=_replaced("  selector:\n", "  selector: &self\n    self: *self\n"),
        code="excessive-aliases",
        line=15,
    ),
)
