"""The messages of ``sync_protocol`` at the door: checks that name the place, and their JSON schema for OpenAPI.

Both are read off the shared TypedDicts, so the contract is written down once.
"""

from __future__ import annotations

from types import UnionType
from typing import Any, Literal, NotRequired, Required, Union, get_args, get_origin, get_type_hints, is_typeddict

from provincial_server.errors import ServerError
from sync_protocol import codes

_PLAIN: dict[type, str] = {str: "string", int: "integer", bool: "boolean", float: "number"}


def checked(shape: Any, message: Any) -> Any:
    """The message, when it has the shape of the TypedDict. Raises ``bad_request`` naming the first place that has not."""
    place = _wrong(shape, message, "")
    if place is not None:
        raise ServerError(codes.BAD_REQUEST, place=place or "body")
    return message


def _wrong(shape: Any, value: Any, place: str) -> str | None:
    origin, arguments = get_origin(shape), get_args(shape)
    if shape is Any:
        return None
    if origin in (NotRequired, Required):
        return _wrong(arguments[0], value, place)
    if is_typeddict(shape):
        return _wrong_dict(shape, value, place)
    if origin is list:
        if not isinstance(value, list):
            return place
        return next((bad for n, item in enumerate(value) if (bad := _wrong(arguments[0], item, f"{place}[{n}]"))), None)
    if origin is dict:
        if not isinstance(value, dict):
            return place
        return next((bad for key, item in value.items() if (bad := _wrong(arguments[1], item, f"{place}.{key}"))), None)
    if origin in (Union, UnionType):
        return None if any(_wrong(one, value, place) is None for one in arguments) else place
    if origin is Literal:
        return None if value in arguments else place
    if shape is type(None):
        return None if value is None else place
    # JSON keeps true and 1 apart; Python would not.
    return None if isinstance(value, shape) and (shape is bool or not isinstance(value, bool)) else place


def _wrong_dict(shape: Any, value: Any, place: str) -> str | None:
    if not isinstance(value, dict):
        return place
    prefix = f"{place}." if place else ""
    missing = _required(shape) - value.keys()
    if missing:
        return f"{prefix}{min(missing)}"
    hints = _hints(shape)
    return next(
        (bad for key in value.keys() & hints.keys() if (bad := _wrong(hints[key], value[key], prefix + key))), None
    )


_HINTS: dict[Any, dict[str, Any]] = {}


def _hints(shape: Any) -> dict[str, Any]:
    # Reading type hints costs more than the check itself; a push has hundreds of changes.
    if shape not in _HINTS:
        _HINTS[shape] = get_type_hints(shape, include_extras=True)
    return _HINTS[shape]


def _required(shape: Any) -> set[str]:
    # Not __required_keys__: where annotations are text, Python 3.11 counts NotRequired keys among them.
    if not shape.__total__:
        return set()
    return {key for key, hint in _hints(shape).items() if get_origin(hint) is not NotRequired}


def schema(shape: Any) -> dict[str, Any]:
    """The JSON schema of a message."""
    origin, arguments = get_origin(shape), get_args(shape)
    if shape is Any:
        return {}
    if origin in (NotRequired, Required):
        return schema(arguments[0])
    if is_typeddict(shape):
        return {
            "type": "object",
            "title": shape.__name__,
            "description": (shape.__doc__ or "").strip(),
            "properties": {key: schema(hint) for key, hint in _hints(shape).items()},
            "required": sorted(_required(shape)),
        }
    if origin is list:
        return {"type": "array", "items": schema(arguments[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": schema(arguments[1])}
    if origin in (Union, UnionType):
        return {"anyOf": [schema(one) for one in arguments]}
    if origin is Literal:
        return {"enum": list(arguments)}
    return {"type": "null"} if shape is type(None) else {"type": _PLAIN[shape]}


def documented(request: Any, reply: Any) -> dict[str, Any]:
    """What a route says of itself in OpenAPI: the shapes of its request and reply."""
    said: dict[str, Any] = {
        "responses": {"200": {"description": "done", "content": {"application/json": {"schema": schema(reply)}}}}
    }
    if request is not None:
        said["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema(request)}}}
    return said
