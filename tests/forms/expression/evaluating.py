"""Evaluating single expressions in tests: outside any form, or at a node of a filling."""

from __future__ import annotations

from commissioner_app.forms.errors import FormError
from commissioner_app.forms.expression.compile import compile_text
from commissioner_app.forms.expression.context import Context, Plain
from commissioner_app.forms.expression.nodes import ROOT, XNode
from commissioner_app.forms.expression.scope import Scope
from commissioner_app.forms.expression.values import Value
from commissioner_app.forms.instance.finding import find
from commissioner_app.forms.instance.form import FormInstance
from tests.forms.builder import NOON, run


def value_of(expression: str) -> Value:
    """The value of an expression that needs no form."""
    return compile_text(expression, Scope())(Context(XNode(ROOT), Plain(now=lambda: NOON)))


def calculated(expression: str, fields: str = "", binds: str = "", kind: str = "string") -> str:
    """What a calculation leaves in a node ``out`` of that type, beside other fields."""
    escaped = expression.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    bind = f'<bind nodeset="/data/out" type="{kind}" calculate="{escaped}"/>'
    return filled(f"<out/>{fields}", bind + binds).node("/data/out").value


def filled(fields: str, binds: str = "", body: str = "", more: str = "") -> FormInstance:
    """A filling of a bare XForm."""
    return run(fields, binds, body, more)


def value_in(form: FormInstance, at: str, source: str) -> Value | FormError:
    """The value of an expression as a bind at that place of a filling sees it, or its error."""
    node = find(form._state, at)
    try:
        return form.definition.compiled(source, node.definition)(Context(node, form._state.world))
    except FormError as error:
        return error
