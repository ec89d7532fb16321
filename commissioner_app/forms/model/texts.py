"""Texts of a form: labels, hints, messages; in several languages, with outputs and media."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from commissioner_app.forms.expression.parser import parse
from commissioner_app.forms.expression.tree import Call, Literal

MEDIA: Final = ("image", "big-image", "audio", "video")
_PLAIN_ITEXT: Final = re.compile(r"""\s*jr:itext\(\s*(?:'([^']*)'|"([^"]*)")\s*\)\s*\Z""")


@dataclass(frozen=True, slots=True)
class Output:
    """A place in a text where the value of an expression stands."""

    expression: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text as pieces; of an itext entry one per form ("" is the plain one)."""

    parts: tuple[str | Output, ...] = ()

    @property
    def dynamic(self) -> bool:
        """Whether it holds outputs."""
        return any(isinstance(part, Output) for part in self.parts)


NO_TEXT: Final = Text()


@dataclass(frozen=True, slots=True)
class Label:
    """How an element is labelled: by itext id, by its own text, or by an expression."""

    itext: str = ""
    text: Text = field(default_factory=Text)
    expression: str = ""


# Language -> id -> form ("", "image", "guidance", …) -> text
Itext = Mapping[str, Mapping[str, Mapping[str, Text]]]


def local_name(element: Any) -> str:
    """The name without namespace; "" for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def all_text(element: Any) -> str:
    """Every text in an element. Most hold nothing else, and walking them is dear."""
    return "".join(element.itertext()) if len(element) else element.text or ""


def text_of(element: Any) -> Text:
    """The mixed content of an element with its ``output`` children; white space is kept as written."""
    if not len(element):
        only = (element.text or "").strip("\r\n\t ")
        return Text((only,)) if only else NO_TEXT
    parts: list[str | Output] = [element.text] if element.text else []
    for child in element:
        if local_name(child) == "output":
            parts.append(Output(child.get("value") or child.get("ref") or "''"))
        elif local_name(child):
            parts.extend(text_of(child).parts)
        if child.tail:
            parts.append(child.tail)
    if len(parts) == 1 and isinstance(parts[0], str):
        parts[0] = parts[0].strip("\r\n\t ")
    return Text(tuple(part for part in parts if part != ""))


def label_of(element: Any, name: str) -> Label | None:
    """The ``label``, ``hint`` or other named child as a label; None where there is none."""
    child = next((found for found in element if local_name(found) == name), None)
    if child is None:
        return None
    return label_from(child.get("ref"), text_of(child))


def label_from(reference: str | None, text: Text) -> Label:
    """A label from a ``ref`` attribute, else from a text."""
    if not reference:
        return Label(text=text)
    identifier = itext_id(reference)
    return Label(itext=identifier) if identifier else Label(expression=reference)


def itext_id(expression: str) -> str:
    """The id in ``jr:itext('id')``; "" for any other expression."""
    if "itext" not in expression:
        return ""
    plain = _PLAIN_ITEXT.match(expression)
    if plain:
        # As nearly all labels are written; thousands of them are not worth a parser.
        return plain[1] or plain[2] or ""
    tree = parse(expression)
    if isinstance(tree, Call) and tree.name == "jr:itext" and len(tree.arguments) == 1:
        argument = tree.arguments[0]
        return argument.value if isinstance(argument, Literal) else ""
    return ""


def read_itext(model: Any) -> tuple[dict[str, dict[str, dict[str, Text]]], str]:
    """All translations and the default language (the one marked so, else the first)."""
    texts: dict[str, dict[str, dict[str, Text]]] = {}
    default = ""
    for itext in (child for child in model if local_name(child) == "itext"):
        for translation in (child for child in itext if local_name(child) == "translation"):
            language = translation.get("lang") or ""
            if translation.get("default") is not None and not default:
                default = language
            entries = texts.setdefault(language, {})
            for entry in translation:
                if local_name(entry) == "text":
                    entries[entry.get("id") or ""] = _forms(entry)
    return texts, default or next(iter(texts), "")


def _forms(entry: Any) -> dict[str, Text]:
    """The entry's texts by form; the plain one is the long one where an entry has several."""
    forms: dict[str, Text] = {}
    for value in entry:
        if local_name(value) == "value":
            forms.setdefault(value.get("form") or "", text_of(value))
    short, plain, long = forms.pop("short", None), forms.pop("", None), forms.pop("long", None)
    shown = next((text for text in (long, plain, short) if text is not None), None)
    return forms if shown is None else {"": shown, **forms}
