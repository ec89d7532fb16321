"""Checks of a form that is an XForm already: ``save_to`` and translations, with the node as the place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from commissioner_app.forms.core_fields import CoreFields, fits
from commissioner_app.forms.definition import FormDefinition
from commissioner_app.forms.errors import FormError, FormProblem
from commissioner_app.forms.guessing import guess
from commissioner_app.forms.model.nodes import NodeDef
from commissioner_app.forms.xlsform.cells import problem


def entity_kinds(definition: FormDefinition) -> tuple[str, ...]:
    """The entity lists that a form saves to, in form order."""
    found = (
        seed_text(definition, node) for node in definition.root.walk() if node.is_attribute and node.name == "dataset"
    )
    return tuple(dict.fromkeys(name for name in found if name))


def seed_text(definition: FormDefinition, wanted: NodeDef) -> str:
    """What the blank form holds at a node."""
    stack = [definition.seed]
    while stack:
        here = stack.pop()
        if here.definition is wanted:
            return here.text
        stack.extend((*here.children, *here.attributes))
    return ""


def saved_fields(definition: FormDefinition) -> dict[str, str]:
    """Core field (``save_to``) -> XForms type of the question that fills it."""
    return {node.bind.save_to: node.type for node in definition.root.walk() if node.bind.save_to}


def severity_of(error: FormError) -> Literal["error", "warning"]:
    """How bad it is: a file that lies elsewhere may still come, anything else does not mend itself."""
    return "warning" if error.code == "file_missing" else "error"


def definition_problems(definition: FormDefinition, lang: str, core: CoreFields) -> Iterator[FormProblem]:
    """All findings about a form that loads, the node as the column: what the loader noted, and ``check_definition``."""
    for warning in definition.warnings:
        column = warning.place.node or warning.place.column
        yield FormProblem(severity_of(warning), "", 0, column, warning.message(lang), warning.code)
    yield from check_definition(definition, lang, core)


def check_definition(definition: FormDefinition, lang: str, core: CoreFields) -> Iterator[FormProblem]:
    """Findings in form order, then languages."""
    kinds = [kind for kind in entity_kinds(definition) if kind in core]
    for node in definition.root.walk():
        name = node.bind.save_to
        if name and len(kinds) == 1:
            fields = core[kinds[0]]
            if name not in fields:
                near = guess(name, fields)
                yield problem("error", ("", 0, node.ref), lang, "core_unknown", near=near, name=name, kind=kinds[0])
            elif node.control is not None and not fits(fields[name], node.type):
                yield problem("error", ("", 0, node.ref), lang, "core_type", name=name, type=node.type)
    yield from _languages(definition, lang)


def _languages(definition: FormDefinition, lang: str) -> Iterator[FormProblem]:
    texts = {name: {key for key, forms in found.items() if forms} for name, found in definition.itext.items()}
    every = sorted(set().union(*texts.values())) if texts else []
    for name, held in texts.items():
        for key in every:
            if key not in held:
                yield problem("warning", ("", 0, key), lang, "translation_missing", lang=name)
