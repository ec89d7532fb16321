"""The error family: every expected failure carries a stable code, parameters for its text, and an exit code.

Texts live in ``resources/i18n`` under ``error.<code>``; nothing here knows a language.
"""

from __future__ import annotations

from typing import Any, ClassVar


class AppError(Exception):
    """An expected failure. ``code`` names the text, ``params`` fill its holes, ``exit_code`` is what a command ends with."""

    exit_code: ClassVar[int] = 4

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        shown = ", ".join(f"{key}={value}" for key, value in self.params.items())
        return f"{self.code} ({shown})" if shown else self.code


class InputError(AppError):
    """What was given is wrong; the parameters say where. Exit code 1."""

    exit_code = 1


class UsageError(AppError):
    """The command itself was misused. Exit code 2."""

    exit_code = 2


class EnvironmentFault(AppError):
    """Network, disk, permission, locked or damaged files: not our bug, nothing is lost. Exit code 3."""

    exit_code = 3


class Bug(AppError):
    """Something that cannot happen did. Exit code 4."""

    exit_code = 4
