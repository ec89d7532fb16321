"""Every function there is: importing the groups fills the registry; a new group is one line here."""

from __future__ import annotations

from commissioner_app.forms.expression.functions import choices, control, dates, geo, nodes, numbers, strings
from commissioner_app.forms.expression.functions.registry import FUNCTIONS, Function

GROUPS = (choices, control, dates, geo, nodes, numbers, strings)


def find(name: str) -> Function | None:
    """The function of that name, if there is one."""
    return FUNCTIONS.get(name)
