"""The messages of ``sync_protocol`` at the door: checks that name the place, and their JSON schema for OpenAPI.

Both are read off the shared TypedDicts, so the contract is written down once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from types import UnionType
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from provincial_server.errors import ServerError
from sync_protocol import codes

_PLAIN: Final[dict[Any, str]] = {
    str: "string",
    int: "integer",
    bool: "boolean",
    float: "number",
    type(None): "null",
}
# What every program reads exactly as it was written (RFC 8259, section 6), and every database takes.
_LEAST: Final = -(2**53 - 1)
_MOST: Final = 2**53 - 1


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
    return _first(
        _wrong(hints[key], _whole(value, key, hints[key]), prefix + key) for key in value.keys() & hints.keys()
    )


def _wrong_list(shape: Any, value: Any, place: str) -> str | None:
    if not isinstance(value, list):
        return place
    kind = get_args(shape)[0]
    return _first(_wrong(kind, item, f"{place}[{number}]") for number, item in enumerate(value))


def _wrong_mapping(shape: Any, value: Any, place: str) -> str | None:
    if not isinstance(value, dict):
        return place
    kind = get_args(shape)[1]
    return _first(_wrong(kind, _whole(value, key, kind), f"{place}.{key}") for key in value)


def _whole(holder: dict[str, Any], key: str, shape: Any) -> Any:
    """The value of a key; where its shape is told, a whole number is one however it was written: to JSON 1.0 is 1."""
    value = holder[key]
    if type(value) is float and shape is not Any and value.is_integer():
        value = holder[key] = int(value)
    return value


def _wrong_union(shape: Any, value: Any, place: str) -> str | None:
    return None if any(_wrong(one, value, place) is None for one in get_args(shape)) else place


def _wrong_literal(shape: Any, value: Any, place: str) -> str | None:
    return None if value in get_args(shape) else place


def _wrong_inside(shape: Any, value: Any, place: str) -> str | None:
    return _wrong(get_args(shape)[0], value, place)


def _wrong_plain(shape: Any, value: Any, place: str) -> str | None:
    # JSON keeps true and 1 apart; Python would not.
    fits = isinstance(value, shape) and (shape is bool or not isinstance(value, bool))
    if shape is int and fits:
        fits = _LEAST <= value <= _MOST
    return None if fits else place


_CHECKS: Final[dict[Any, Callable[[Any, Any, str], str | None]]] = {
    list: _wrong_list,
    dict: _wrong_mapping,
    Union: _wrong_union,
    UnionType: _wrong_union,
    Literal: _wrong_literal,
    NotRequired: _wrong_inside,
    Required: _wrong_inside,
    Annotated: _wrong_inside,
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
        Annotated: lambda: schema(arguments[0]) | arguments[1],
    }
    return described.get(get_origin(shape), lambda: _plain(shape))()


def _plain(shape: Any) -> dict[str, Any]:
    limits = {"minimum": _LEAST, "maximum": _MOST} if shape is int else {}
    return {"type": _PLAIN[shape], **limits}


def documented(request: Any, reply: Any, *failures: str) -> dict[str, Any]:
    """What a route says of itself in OpenAPI: the shapes of its request and reply, and the codes of its own failures."""
    content = {"application/json": {"schema": schema(reply)}}
    said: dict[str, Any] = {"responses": {"200": {"description": "done", "content": content}}, "x-failures": failures}
    if request is not None:
        said["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema(request)}}}
    return said


def file_reply(media_type: str, *failures: str, ranges: bool = False) -> dict[str, Any]:
    """What a route that serves a file says of itself; with ``ranges``, that it serves parts too."""
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    said: dict[str, Any] = {
        "responses": {"200": {"description": "the file", "content": content}},
        "x-failures": failures,
    }
    if ranges:
        said["responses"]["206"] = {"description": "a part of it", "content": content}
        said["responses"]["416"] = {"description": "no such part"}
        said["parameters"] = [_header("Range", {"type": "string", "pattern": RANGE}, required=False)]
    return said


RANGE: Final = "^bytes=([0-9]{1,15}-[0-9]{0,15}|-[0-9]{1,15})$"


def headers(*names: tuple[str, str, bool]) -> list[dict[str, Any]]:
    """The headers a route reads, for OpenAPI: (name, pattern of its value, whether it must be there)."""
    return [
        _header(name, {"type": "string", "pattern": pattern}, required=required) for name, pattern, required in names
    ]


def _header(name: str, shape: dict[str, Any], *, required: bool) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "schema": shape}


def up_to(limit: int) -> str:
    """The pattern of the decimal numbers from 1 to ``limit``, without leading zeros."""
    digits = str(limit)
    shapes = [f"[1-9][0-9]{{0,{len(digits) - 2}}}"] if len(digits) > 1 else []
    for place, digit in enumerate(map(int, digits)):
        least = 1 if place == 0 else 0
        if digit > least:
            shapes.append(f"{digits[:place]}[{least}-{digit - 1}][0-9]{{{len(digits) - place - 1}}}")
    return f"^({'|'.join([*shapes, digits])})$"
