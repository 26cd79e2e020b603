"""The command ``podwright``."""

from __future__ import annotations

import gc
import io
import sys
import traceback
from typing import Final

import typer

from podwright.cli.check import check
from podwright.cli.diff import diff
from podwright.cli.exits import COULD_NOT_RUN
from podwright.cli.secrets.command import secrets
from podwright.cli.set_image import set_image
from podwright.errors import PodwrightError

app: Final = typer.Typer(
    name="podwright",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
"""The commands."""

app.command()(check)
app.command()(diff)
app.command()(secrets)
app.command()(set_image)


@app.callback()
def podwright() -> None:
    """Kubernetes and OpenShift deployments: if it synthesizes, it deploys."""


def main() -> None:
    """Run the command line: exit code 0 is clean, 1 is findings, 2 is could not run."""
    # What a command makes lives until it ends. Searching it for garbage, again and again and once more at
    # the end, would take a third of the time of a large run.
    gc.disable()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What cannot be shown is no reason to fail, least of all when something has been done already.
            stream.reconfigure(errors="replace")
    try:
        app()
    except PodwrightError as error:
        for problem in error.problems:
            sys.stderr.write(f"podwright: {problem}\n")
        sys.exit(COULD_NOT_RUN)
    except BrokenPipeError:
        # Whoever reads the output has seen enough.
        sys.stderr.close()
        sys.exit(COULD_NOT_RUN)
    except Exception:  # an internal fault must not look like findings
        traceback.print_exc()
        sys.exit(COULD_NOT_RUN)
    finally:
        gc.freeze()
