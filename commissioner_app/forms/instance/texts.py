"""Labels, hints and messages of the living form, in its current language."""

from __future__ import annotations

from commissioner_app.forms.expression.values import to_string
from commissioner_app.forms.instance.state import State
from commissioner_app.forms.instance.tree import InstanceNode
from commissioner_app.forms.model.texts import MEDIA, Label, Output, Text


def render(state: State, text: Text, node: InstanceNode) -> str:
    """A text with its outputs evaluated at a node."""
    if not text.dynamic:
        return "".join(part for part in text.parts if isinstance(part, str))
    parts = (_value(state, part.expression, node) if isinstance(part, Output) else part for part in text.parts)
    # The converter puts spaces around outputs.
    return "".join(parts).strip()


def _value(state: State, expression: str, node: InstanceNode) -> str:
    run = state.definition.compiled(expression, node.definition)
    return to_string(state.evaluate(run, node))


def itext_text(state: State, identifier: str, form: str, node: InstanceNode) -> str | None:
    """An itext entry's form; where the language lacks the entry, the default language's. None where none has it."""
    definition = state.definition
    for language in (state.language, definition.default_language):
        text = definition.itext.get(language, {}).get(identifier, {}).get(form)
        if text is not None:
            return render(state, text, node)
    return None


def label_text(state: State, label: Label | None, node: InstanceNode, form: str = "") -> str:
    """A label's text, or one of its other forms ("guidance", "image", …)."""
    if label is None:
        return ""
    if label.itext:
        return itext_text(state, label.itext, form, node) or ""
    if form:
        return ""
    if label.expression:
        return _value(state, label.expression, node)
    return render(state, label.text, node)


def media_of(state: State, label: Label | None, node: InstanceNode) -> dict[str, str]:
    """The media of a label: form -> file name."""
    if label is None or not label.itext:
        return {}
    return itext_media(state, label.itext, node)


def itext_media(state: State, identifier: str, node: InstanceNode) -> dict[str, str]:
    """The media of an itext entry: form -> file name."""
    found = {form: itext_text(state, identifier, form, node) for form in MEDIA}
    return {form: name.rpartition("/")[2] for form, name in found.items() if name}
