"""What a form version must keep to before it is published: it loads, fills only core fields that there are, and loses none
that its former version filled."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from provincial_server.db import forms
from provincial_server.db.engine import Connection
from provincial_server.errors import ServerError
from provincial_server.logic.kinds import kinds
from sync_protocol import codes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commissioner_app.forms.core_fields import CoreFields
    from commissioner_app.forms.definition import FormDefinition


@cache
def core_fields() -> CoreFields:
    """The core fields of all kinds, as the form engine takes them."""
    from commissioner_app.forms.core_fields import CoreField

    return {
        name: {field: CoreField(**declared) for field, declared in rules.fields.items()}
        for name, rules in kinds().items()
    }


def loaded(xml: str, files: Mapping[str, bytes], lang: str) -> FormDefinition:
    """The form, loaded and filled once. Raises ``bad_form`` naming the place."""
    from commissioner_app.forms.errors import FormError
    from commissioner_app.forms.instance.form import FormInstance
    from commissioner_app.forms.loading import load_xform

    try:
        definition = load_xform(xml, files=files)
        FormInstance(definition)
    except FormError as error:
        raise ServerError(codes.BAD_FORM, place=str(error.place), problem=error.message(lang)) from error
    return definition


def oddities(definition: FormDefinition, lang: str) -> list[str]:
    """What is odd about a form, in words. Raises ``bad_form`` naming the place of what is wrong."""
    from commissioner_app.forms.xform_check import definition_problems

    found = list(definition_problems(definition, lang, core_fields()))
    for problem in found:
        if problem.severity == "error":
            raise ServerError(codes.BAD_FORM, place=problem.column, problem=problem.message)
    return [problem.message for problem in found]


def keep_core_fields(connection: Connection, new: FormDefinition, lang: str) -> None:
    """Raises ``form_core`` where the version published last fills core fields that this one drops or retypes: lists,
    reports and indicators would go blank."""
    from commissioner_app.forms.differences import core_losses
    from commissioner_app.forms.errors import FormError
    from commissioner_app.forms.loading import load_xform

    held = forms.latest(connection, new.id)
    if held is None or held["version"] == new.version:
        return
    try:
        old = load_xform(str(held["xml"]))
    except FormError:
        # It was published under the rules of its time; what cannot be read cannot bind its successor.
        return
    losses = core_losses(old, new)
    if losses:
        raise ServerError(
            codes.FORM_CORE,
            form=new.id,
            fields=", ".join(loss.name for loss in losses),
            problem="\n".join(loss.words(lang) for loss in losses),
        )
