"""The ports of reactbin's pods. Each is unprivileged: no container may bind one below 1024."""

from __future__ import annotations

from podwright import Port

API = Port(name="http", number=8000)
UI = Port(name="http", number=8080)
