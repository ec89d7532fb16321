"""What a new version of a form changes: questions added, removed, moved, changed, in words; core fields that it loses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from commissioner_app.forms.definition import FormDefinition
from commissioner_app.forms.expression.nodes import ELEMENT, XNode
from commissioner_app.forms.messages import is_chinese, text, type_word
from commissioner_app.forms.model.nodes import NodeDef, Seed
from commissioner_app.forms.model.texts import Label, Output, Text
from commissioner_app.forms.xform_check import saved_fields

DifferenceKind = Literal["added", "removed", "moved", "changed"]
_INSTANCE: Final = re.compile(r"instance\(\s*['\"]([^'\"]+)['\"]\s*\)")
FACETS: Final = (
    "label", "hint", "type", "choices", "required", "relevant", "constraint", "messages", "calculation", "readonly",
    "appearance", "save_to", "default",
)  # fmt: skip
_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class Difference:
    """One question: what happened to it. ``what`` names the facets that changed, ``details`` says how, in words."""

    kind: DifferenceKind
    path: str
    label: str
    what: tuple[str, ...] = ()
    details: tuple[str, ...] = ()

    def words(self, language: str) -> str:
        """The difference as a sentence."""
        name = self.label or self.path
        head = text(f"difference_{self.kind}", language, name=name, path=self.path)
        joint = "；" if is_chinese(language) else "; "
        return f"{head}{text('difference_how', language, how=joint.join(self.details))}" if self.details else head


@dataclass(frozen=True, slots=True)
class CoreLoss:
    """A core field that a new version drops (``now`` empty) or fills with another type."""

    name: str
    was: str
    now: str = ""

    def words(self, language: str) -> str:
        """Why the version cannot be published."""
        if not self.now:
            return text("core_dropped", language, name=self.name)
        old, new = type_word(self.was, language), type_word(self.now, language)
        return text("core_changed", language, name=self.name, old=old, new=new)


def core_losses(old: FormDefinition, new: FormDefinition) -> list[CoreLoss]:
    """Core fields that ``old`` saves to and ``new`` does not, or with another type."""
    before, after = saved_fields(old), saved_fields(new)
    return [
        CoreLoss(name, was, after.get(name, ""))
        for name, was in before.items()
        if name not in after or _kept_as(after[name]) != _kept_as(was)
    ]


def _kept_as(xforms_type: str) -> str:
    """Types whose answers are kept in the same way: a text and one choice are both a text."""
    return "string" if xforms_type in ("", "string", "select1", "barcode", "intent") else xforms_type


def compare(old: FormDefinition, new: FormDefinition, language: str) -> list[Difference]:
    """Differences in the order of the new form, those of removed questions last. ``language``: zh or en, for the words
    and for the labels where the form has it."""
    before, after = _facts(old, language), _facts(new, language)
    moved = _moved(before, after)
    found = []
    for path, facts in after.items():
        source = moved.get(path, path)
        was = before.get(source)
        if was is None:
            found.append(Difference("added", path, facts["label"]))
            continue
        what = tuple(facet for facet in FACETS if was[facet] != facts[facet])
        details = tuple(_detail(facet, was[facet], facts[facet], language) for facet in what)
        if source != path:
            found.append(Difference("moved", path, facts["label"], what, details))
        elif what:
            found.append(Difference("changed", path, facts["label"], what, details))
    gone = before.keys() - after.keys() - set(moved.values())
    found += [Difference("removed", path, facts["label"]) for path, facts in before.items() if path in gone]
    return found


def _moved(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, str]:
    """New path -> old path of questions that only stand in another group; names must be the only ones of their kind."""
    lost, new = [p for p in before if p not in after], [p for p in after if p not in before]
    by_name: dict[str, list[str]] = {}
    for path in lost:
        by_name.setdefault(path.rpartition("/")[2], []).append(path)
    names = [path.rpartition("/")[2] for path in new]
    return {
        path: by_name[name][0]
        for path, name in zip(new, names, strict=True)
        if len(by_name.get(name, ())) == 1 and names.count(name) == 1
    }


def _detail(facet: str, was: str, now: str, language: str) -> str:
    word = text(f"facet_{facet}", language)
    if facet == "choices":
        return f"{word}{'：' if is_chinese(language) else ': '}{_choices(was, now, language)}"
    if facet == "type":
        was, now = type_word(was, language), type_word(now, language)
    if not was or not now:
        key = "facet_new" if now else "facet_gone"
        return text(key, language, facet=word, value=_short(now or was))
    return text("facet_from_to", language, facet=word, old=_short(was), new=_short(now))


def _choices(was: str, now: str, language: str) -> str:
    before, after = was.split("\n"), now.split("\n")
    added, gone = (
        [one for one in after if one not in before and one],
        [one for one in before if one not in after and one],
    )
    if not added and not gone:
        return text("choices_order", language)
    parts = [("choices_added", added), ("choices_gone", gone)]
    shown = [
        text(key, language, names="、".join(names[:5]) if is_chinese(language) else ", ".join(names[:5]), n=len(names))
        for key, names in parts
        if names
    ]
    return ("，" if is_chinese(language) else ", ").join(shown)


def _short(value: str) -> str:
    flat = " ".join(value.split())
    return flat if len(flat) <= _SHOWN else flat[: _SHOWN - 1] + "…"


def _facts(form: FormDefinition, language: str) -> dict[str, dict[str, str]]:
    """Path below the root -> facet -> text, of everything a person answers or the form computes."""
    texts = _Texts(form, language)
    defaults = {id(seed.definition): seed.text for seed in _seeds(form)}
    return {
        "/".join(node.path[1:]): _of(node, texts, defaults.get(id(node), ""))
        for node in form.root.walk()
        if node.parent is not None and not node.is_attribute and _counts(node)
    }


def _counts(node: NodeDef) -> bool:
    in_meta = "meta" in node.path
    return not in_meta and (node.control is not None or node.repeat is not None or not node.children)


def _of(node: NodeDef, texts: _Texts, default: str) -> dict[str, str]:
    control, bind = node.control, node.bind
    repeat = node.repeat
    messages = [texts.label(bind.constraint_message), texts.label(bind.required_message)]
    return {
        "label": texts.label((repeat.label if repeat else None) or (control.label if control else None)),
        "hint": texts.label(control.hint if control else None),
        "type": "repeat" if repeat else "group" if node.children else node.type,
        "choices": texts.choices(node),
        "required": bind.required,
        "relevant": bind.relevant,
        "constraint": bind.constraint,
        "messages": "\n".join(filter(None, messages)),
        "calculation": bind.calculate or (repeat.count if repeat else ""),
        "readonly": bind.readonly,
        "appearance": " ".join(control.appearances if control else ()),
        "save_to": bind.save_to,
        "default": default if not node.children else "",
    }


class _Texts:
    """A form's texts in the language of the reader, else in its own."""

    def __init__(self, form: FormDefinition, language: str) -> None:
        self._form = form
        chinese = is_chinese(language)
        fitting = [name for name in form.languages if is_chinese(name) == chinese and name != "default"]
        self._languages = [*fitting[:1], form.default_language, *form.languages]
        self._lists: dict[str, str] = {}

    def label(self, label: Label | None) -> str:
        if label is None:
            return ""
        return self._itext(label.itext) if label.itext else label.expression or _plain(label.text)

    def _itext(self, identifier: str) -> str:
        for language in self._languages:
            found = self._form.itext.get(language, {}).get(identifier, {}).get("")
            if found is not None:
                return _plain(found)
        return ""

    def choices(self, node: NodeDef) -> str:
        control = node.control
        if control is None:
            return ""
        if control.itemset is None:
            return "\n".join(self.label(item.label) or item.value for item in control.items)
        named = _INSTANCE.search(control.itemset.nodeset)
        return self._list(named.group(1)) if named else control.itemset.nodeset

    def _list(self, name: str) -> str:
        if name not in self._lists:
            document = self._form.instances.get(name)
            root = next(iter(document.children), None) if document is not None else None
            rows = [child for child in root.children if child.kind == ELEMENT] if root is not None else []
            self._lists[name] = "\n".join(self._choice(row) for row in rows[:5000])
        return self._lists[name]

    def _choice(self, row: XNode) -> str:
        values = {child.local: child.text for child in row.children}
        shown = self._itext(values.get("itextId", "")) or values.get("label", "")
        return shown or values.get("name", "")


def _plain(words: Text) -> str:
    return "".join("…" if isinstance(part, Output) else part for part in words.parts).strip()


def _seeds(form: FormDefinition) -> Iterator[Seed]:
    stack = [form.seed]
    while stack:
        here = stack.pop()
        yield here
        stack.extend(here.children)
