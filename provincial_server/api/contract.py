"""The messages of ``sync_protocol`` at the door: checks that name the place, and their JSON schema for OpenAPI.

Both are read off the shared TypedDicts, so the contract is written down once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from types import UnionType
from typing import Any, Final, Literal, NotRequired, Required, Union, get_args, get_origin, get_type_hints, is_typeddict

from provincial_server.errors import ServerError
from sync_protocol import codes

_PLAIN: Final[dict[Any, str]] = {
    str: "string",
    int: "integer",
    bool: "boolean",
    float: "number",
    type(None): "null",
}


def checked(shape: Any, message: Any) -> Any:
    """The message, when it has the shape of the TypedDict. Raises ``bad_request`` naming the first place that has not."""
    place = _wrong(shape, message, "")
    if place is not None:
        raise ServerError(codes.BAD_REQUEST, place=place or "body")
    return message


def _wrong(shape: Any, value: Any, place: str) -> str | None:
    """The first place that does not fit, or None."""
    if shape is Any:
        return None
    if is_typeddict(shape):
        return _wrong_message(shape, value, place)
    return _CHECKS.get(get_origin(shape), _wrong_plain)(shape, value, place)


def _wrong_message(shape: Any, value: Any, place: str) -> str | None:
    if not isinstance(value, dict):
        return place
    prefix, hints = f"{place}." if place else "", _hints(shape)
    missing = _required(shape) - value.keys()
    if missing:
        return f"{prefix}{min(missing)}"
    return _first(_wrong(hints[key], value[key], prefix + key) for key in value.keys() & hints.keys())


def _wrong_list(shape: Any, value: Any, place: str) -> str | None:
    if not isinstance(value, list):
        return place
    kind = get_args(shape)[0]
    return _first(_wrong(kind, item, f"{place}[{number}]") for number, item in enumerate(value))


def _wrong_mapping(shape: Any, value: Any, place: str) -> str | None:
    if not isinstance(value, dict):
        return place
    kind = get_args(shape)[1]
    return _first(_wrong(kind, item, f"{place}.{key}") for key, item in value.items())


def _wrong_union(shape: Any, value: Any, place: str) -> str | None:
    return None if any(_wrong(one, value, place) is None for one in get_args(shape)) else place


def _wrong_literal(shape: Any, value: Any, place: str) -> str | None:
    return None if value in get_args(shape) else place


def _wrong_inside(shape: Any, value: Any, place: str) -> str | None:
    return _wrong(get_args(shape)[0], value, place)


def _wrong_plain(shape: Any, value: Any, place: str) -> str | None:
    # JSON keeps true and 1 apart; Python would not.
    fits = isinstance(value, shape) and (shape is bool or not isinstance(value, bool))
    return None if fits else place


_CHECKS: Final[dict[Any, Callable[[Any, Any, str], str | None]]] = {
    list: _wrong_list,
    dict: _wrong_mapping,
    Union: _wrong_union,
    UnionType: _wrong_union,
    Literal: _wrong_literal,
    NotRequired: _wrong_inside,
    Required: _wrong_inside,
}


def _first(places: Iterable[str | None]) -> str | None:
    return next((place for place in places if place is not None), None)


@cache
def _hints(shape: Any) -> dict[str, Any]:
    # Reading type hints costs more than the check itself; a push has hundreds of changes.
    return get_type_hints(shape, include_extras=True)


@cache
def _required(shape: Any) -> frozenset[str]:
    # Not __required_keys__: where annotations are text, Python 3.11 counts NotRequired keys among them.
    if not shape.__total__:
        return frozenset()
    return frozenset(key for key, hint in _hints(shape).items() if get_origin(hint) is not NotRequired)


def schema(shape: Any) -> dict[str, Any]:
    """The JSON schema of a message."""
    if shape is Any:
        return {}
    if is_typeddict(shape):
        return {
            "type": "object",
            "title": shape.__name__,
            "description": (shape.__doc__ or "").strip(),
            "properties": {key: schema(hint) for key, hint in _hints(shape).items()},
            "required": sorted(_required(shape)),
        }
    arguments = get_args(shape)
    described: dict[Any, Callable[[], dict[str, Any]]] = {
        list: lambda: {"type": "array", "items": schema(arguments[0])},
        dict: lambda: {"type": "object", "additionalProperties": schema(arguments[1])},
        Union: lambda: {"anyOf": [schema(one) for one in arguments]},
        UnionType: lambda: {"anyOf": [schema(one) for one in arguments]},
        Literal: lambda: {"enum": list(arguments)},
        NotRequired: lambda: schema(arguments[0]),
        Required: lambda: schema(arguments[0]),
    }
    return described.get(get_origin(shape), lambda: {"type": _PLAIN[shape]})()


def documented(request: Any, reply: Any) -> dict[str, Any]:
    """What a route says of itself in OpenAPI: the shapes of its request and reply."""
    said: dict[str, Any] = {
        "responses": {"200": {"description": "done", "content": {"application/json": {"schema": schema(reply)}}}}
    }
    if request is not None:
        said["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema(request)}}}
    return said
