"""Whether a message has the shape of its TypedDict, and if not, where not: read off the messages themselves, so that
the contract is written down once."""

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

# What every program reads exactly as it was written (RFC 8259, section 6), and every database takes.
LEAST: Final = -(2**53 - 1)
MOST: Final = 2**53 - 1


def wrong(shape: Any, value: Any) -> str | None:
    """The first place that does not fit the shape ("" for the message itself), or None."""
    # Nearly every message fits, and a push has hundreds of changes: the place is looked for only where there is one.
    return None if _fits(_bare(shape))(value) else _wrong(shape, value, "")


def _wrong(shape: Any, value: Any, place: str) -> str | None:
    if shape is Any:
        return None
    if is_typeddict(shape):
        return _wrong_message(shape, value, place)
    return _CHECKS.get(get_origin(shape), _wrong_plain)(shape, value, place)


@cache
def _fits(shape: Any) -> Callable[[Any], bool]:
    """Whether a value surely fits; a whole number that was written otherwise is left to the thorough look."""
    if is_typeddict(shape):
        return _message_fits(shape)
    origin, inner = get_origin(shape), get_args(shape)
    if origin is dict and inner[1] is Any:
        return lambda value: type(value) is dict
    if origin is list:
        item = _fits(_bare(inner[0]))
        return lambda value: type(value) is list and all(map(item, value))
    return _PLAIN_FITS.get(shape) or (lambda value: _wrong(shape, value, "") is None)


def _bare(hint: Any) -> Any:
    """A type without what is said about it, which cannot always be hashed."""
    while get_origin(hint) in (NotRequired, Required, Annotated):
        hint = get_args(hint)[0]
    return hint


_PLAIN_FITS: Final[dict[Any, Callable[[Any], bool]]] = {
    str: lambda value: type(value) is str,
    bool: lambda value: type(value) is bool,
    int: lambda value: type(value) is int and LEAST <= value <= MOST,
}


def _message_fits(shape: Any) -> Callable[[Any], bool]:
    needed = required(shape)
    bare = {key: _bare(hint) for key, hint in hints(shape).items()}
    parts = {key: _fits(hint) for key, hint in bare.items() if hint is not Any}

    def fits(value: Any) -> bool:
        if type(value) is not dict or not needed <= value.keys():
            return False
        return all(part(value[key]) for key, part in parts.items() if key in value)

    return fits


def _wrong_message(shape: Any, value: Any, place: str) -> str | None:
    if not isinstance(value, dict):
        return place
    prefix, known = f"{place}." if place else "", hints(shape)
    missing = required(shape) - value.keys()
    if missing:
        return f"{prefix}{min(missing)}"
    return _first(
        _wrong(known[key], _whole(value, key, known[key]), prefix + key) for key in value.keys() & known.keys()
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
        fits = LEAST <= value <= MOST
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
def hints(shape: Any) -> dict[str, Any]:
    """The fields of a message with their types. Reading them costs more than the check; a push has hundreds of changes."""
    return get_type_hints(shape, include_extras=True)


@cache
def required(shape: Any) -> frozenset[str]:
    """The fields that may not be absent."""
    # Not __required_keys__: where annotations are text, Python 3.11 counts NotRequired keys among them.
    if not shape.__total__:
        return frozenset()
    return frozenset(key for key, hint in hints(shape).items() if get_origin(hint) is not NotRequired)
