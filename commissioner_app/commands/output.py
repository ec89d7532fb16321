"""What a command says: JSON on stdout, sentences on stderr in the chosen language."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

from commissioner_app.errors import AppError
from commissioner_app.i18n import has, tr


def plain(value: Any) -> Any:
    """Dataclasses, sets and paths as JSON has them."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"no JSON for {type(value).__name__}")


def emit(value: Any) -> None:
    """One JSON value on one line of stdout, flushed: whoever reads the line may rely on it."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=plain) + "\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """One sentence on stderr."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def error_text(error: AppError) -> str:
    """An error in words; the bare code and its parameters where the text is missing or does not fit."""
    key = f"error.{error.code}"
    if not has(key):
        return str(error)
    try:
        return tr(key, **error.params) if error.params else tr(key)
    except (KeyError, IndexError):
        return str(error)


def say_error(error: AppError, place: str = "") -> None:
    """An expected error on stderr, with the place of the input it is about, and validation's findings below it."""
    say(f"{place}: {error_text(error)}" if place else error_text(error))
    for line in error.params.get("lines", ()):
        say(f"  {line}")
