"""Streams: what goes to stderr, when there is colour, which encoding."""

from __future__ import annotations

import os
import sys
from typing import TextIO

import click

from msgguard.report.safe import safe


def complain(text: str) -> None:
    """Say something on stderr; results alone go to stdout."""
    click.echo("\n".join(safe(line) for line in text.split("\n")), err=True)


def ready_streams() -> None:
    """Let no character stop the output: a narrow encoding shows it escaped."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def is_terminal(stream: TextIO) -> bool:
    """Whether people read the stream as it is written."""
    try:
        return stream.isatty()
    except (AttributeError, ValueError):
        return False


def wants_color(choice: str, stream: TextIO) -> bool:
    """``--color``, then NO_COLOR (no-color.org), then FORCE_COLOR, then: is it a terminal?"""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR") not in (None, "", "0"):
        return True
    return is_terminal(stream) and os.environ.get("TERM") != "dumb"
