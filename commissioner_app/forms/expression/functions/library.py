"""Every function there is: importing the groups fills the registry; a new group is one line here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from commissioner_app.forms.errors import ExpressionError
from commissioner_app.forms.expression.functions import (
    choices,
    control,
    dates,
    geo,
    nodes,
    numbers,
    signatures,
    strings,
)
from commissioner_app.forms.expression.functions.registry import FUNCTIONS, Function
from commissioner_app.forms.guessing import guess

GROUPS = (choices, control, dates, geo, nodes, numbers, signatures, strings)
_JAVAROSA: Final = "http://openrosa.org/javarosa"
_NO_NAMESPACES: Final[Mapping[str, str]] = {}


def find(name: str, namespaces: Mapping[str, str] = _NO_NAMESPACES) -> Function | None:
    """The function of that name, if there is one. ``jr:`` stands for JavaRosa's namespace, whatever its prefix here."""
    prefix, _, local = name.rpartition(":")
    if prefix:
        if namespaces.get(prefix, _JAVAROSA if prefix == "jr" else "") != _JAVAROSA:
            return None
        name = f"jr:{local}"
    return FUNCTIONS.get(name)


def checked(name: str, arguments: int, namespaces: Mapping[str, str] = _NO_NAMESPACES) -> Function:
    """The function that a call means.

    Raises ``ExpressionError``: "function_unknown", with the name that was meant, or "function_arguments".
    """
    found = find(name, namespaces)
    if found is None:
        raise ExpressionError("function_unknown", name=name, near=guess(name, FUNCTIONS))
    if not found.low <= arguments <= found.high:
        raise ExpressionError("function_arguments", name=name, count=arguments)
    return found
