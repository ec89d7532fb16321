"""The messages of ``sync_protocol`` at the door: checks that name the place, and their JSON schema for OpenAPI.

Both are read off the shared TypedDicts, so the contract is written down once.
"""

from __future__ import annotations

from collections.abc import Callable
from types import UnionType
from typing import Annotated, Any, Final, Literal, NotRequired, Required, Union, get_args, get_origin, is_typeddict

from provincial_server.errors import ServerError
from sync_protocol import codes
from sync_protocol.shapes import LEAST, MOST, hints, required, wrong

_PLAIN: Final[dict[Any, str]] = {
    str: "string",
    int: "integer",
    bool: "boolean",
    float: "number",
    type(None): "null",
}


def checked(shape: Any, message: Any) -> Any:
    """The message, when it has the shape of the TypedDict. Raises ``bad_request`` naming the first place that has not."""
    place = wrong(shape, message)
    if place is not None:
        raise ServerError(codes.BAD_REQUEST, place=place or "body")
    return message


def schema(shape: Any) -> dict[str, Any]:
    """The JSON schema of a message."""
    if shape is Any:
        return {}
    if is_typeddict(shape):
        return {
            "type": "object",
            "title": shape.__name__,
            "description": (shape.__doc__ or "").strip(),
            "properties": {key: schema(hint) for key, hint in hints(shape).items()},
            "required": sorted(required(shape)),
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
    limits = {"minimum": LEAST, "maximum": MOST} if shape is int else {}
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
        said["parameters"] = [_header("Range", {"type": "string"}, required=False)]
    return said


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
