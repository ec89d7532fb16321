"""``server.toml`` in the data folder: what an administrator sets once and for all workers. Without it the defaults hold."""

from __future__ import annotations

import tomllib
from dataclasses import fields, replace
from typing import Any, Final

from provincial_server.api.rates import Networks
from provincial_server.errors import ServerError
from provincial_server.settings import Limits, Settings

FILE: Final = "server.toml"
_ADDRESSES: Final = ("proxies", "metrics_from")

_PLAIN: Final[dict[str, type]] = {"metrics_token": str, "access_log": bool}


def configured(settings: Settings) -> Settings:
    """The settings with what the file says. Raises ``bad_value`` naming the key that is unknown or has a wrong value."""
    path = settings.folder / FILE
    if not path.is_file():
        return settings
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ServerError("bad_value", name=FILE, value=error) from error
    changed: dict[str, Any] = {}
    for key, value in said.items():
        if key == "limits" and isinstance(value, dict):
            changed["limits"] = _limits(settings.limits, value)
        elif key in _ADDRESSES:
            changed[key] = _addresses(key, value)
        elif isinstance(value, _PLAIN.get(key, ())):
            changed[key] = value
        else:
            raise _wrong(key, value)
    return replace(settings, **changed)


def _limits(limits: Limits, said: dict[str, Any]) -> Limits:
    kinds = {one.name: type(getattr(limits, one.name)) for one in fields(limits)}
    for key, value in said.items():
        fits = not isinstance(value, bool) and isinstance(value, int | kinds[key]) if key in kinds else False
        if not fits or value <= 0:
            raise _wrong(f"limits.{key}", value)
    return replace(limits, **said)


def _addresses(key: str, value: Any) -> tuple[str, ...]:
    try:
        Networks(value)
        return tuple(value)
    except (TypeError, ValueError) as error:
        raise _wrong(key, value) from error


def _wrong(key: str, value: Any) -> ServerError:
    return ServerError("bad_value", name=f"{FILE}: {key}", value=value)
