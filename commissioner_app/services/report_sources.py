"""What a printed form needs besides the record: host, writer, needs, pictures, answers to a form's further questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from commissioner_app.domain.record import Record
from commissioner_app.errors import AppError
from commissioner_app.forms.screen import Node
from commissioner_app.i18n import Language
from commissioner_app.reports.answers import Sources
from commissioner_app.reports.data import Extra, NeedLine
from commissioner_app.services import words
from commissioner_app.services.desk import Desk
from commissioner_app.services.forms import Forms, language_named, set_form_language
from commissioner_app.services.lists import Lists
from commissioner_app.store.rows import ListQuery

SIGNED: Final = "40"


class ReportSources:
    """Looks up what a record refers to."""

    def __init__(self, desk: Desk, lists: Lists, forms: Forms) -> None:
        self._desk = desk
        self._lists = lists
        self._forms = forms

    def of(self, record: Record, lang: Language) -> Sources:
        """The sources of one record; what is not on this laptop stays empty."""
        answers = record.answers
        return Sources(
            lists=self._lists.all(),
            host=self._answers(answers.get("host")),
            writer=self._writer(answers.get("writer") or record.author),
            appointment=self._answers(answers.get("appointment")),
            needs=tuple(self._needs(record)),
            reviewer=str(self._writer(answers.get("reviewer")).get("name", "")),
            load=self._load,
            extras=tuple(self._extras(record, lang)),
            contract=self._answers(answers.get("contract")) or self._contract(record),
            titles=self._titles(answers.get("hosts")),
            matched=self._matched(record),
        )

    def _contract(self, record: Record) -> dict[str, Any]:
        """The contract that names a match, where the match names none."""
        host = record.answers.get("host")
        if record.kind != "match" or not isinstance(host, str) or not host:
            return {}
        contracts = self._desk.store.records.records(ListQuery("contract", host=host))
        return next((dict(one.answers) for one in contracts if one.answers.get("match") == record.id), {})

    def _titles(self, ids: Any) -> dict[str, str]:
        """Titles of the hosts that are named, as far as they are here."""
        named = [one for one in ids if isinstance(one, str)] if isinstance(ids, list) else []
        found = self._desk.store.records.many(named)
        return {one: words.kind_of(record.kind).summary(record.answers).title for one, record in found.items()}

    def _matched(self, record: Record) -> tuple[int, int]:
        """Matches of the needs written down from a visit, and how many of them are signed."""
        host = record.answers.get("host")
        if record.kind != "visit" or not isinstance(host, str) or not host:
            return 0, 0
        needs = self._desk.store.records.records(ListQuery("need", host=host))
        named = record.answers.get("needs_found")
        ids = set(named) if isinstance(named, list) else set()
        ids |= {need.id for need in needs if need.answers.get("source_visit") == record.id}
        matches = [
            one
            for one in self._desk.store.records.records(ListQuery("match", host=host))
            if one.answers.get("need") in ids
        ]
        return len(matches), sum(one.state == SIGNED for one in matches)

    def _answers(self, record_id: Any) -> dict[str, Any]:
        record = self._desk.store.records.get(record_id) if isinstance(record_id, str) and record_id else None
        return dict(record.answers) if record else {}

    def _writer(self, person: Any) -> dict[str, Any]:
        """A person's answers; the signed-in person is known even where the register has not come yet."""
        found = self._answers(person)
        session = self._desk.session
        if not found and person == session.person_id:
            return {"name": session.display, "unit": session.unit, "mobile": session.phone}
        return found

    def _needs(self, record: Record) -> Iterator[NeedLine]:
        """The needs that the visit names, and those written down from it since."""
        ids = record.answers.get("needs_found")
        named = [one for one in ids if isinstance(one, str)] if isinstance(ids, list) else []
        found = self._desk.store.records.many(named)
        needs = [found[one] for one in named if one in found]
        host = record.answers.get("host")
        if record.kind == "visit" and isinstance(host, str) and host:
            of_host = self._desk.store.records.records(ListQuery("need", host=host, descending=False))
            needs += [n for n in of_host if n.answers.get("source_visit") == record.id and n.id not in found]
        for need in needs:
            yield NeedLine(str(need.answers.get("need_no", "")), str(need.answers.get("need_title", "")))

    def _load(self, name: str) -> bytes | None:
        known = self._desk.store.attachments.get(name)
        return self._desk.store.attachments.read(name) if known is not None and known.held else None

    def _extras(self, record: Record, lang: Language) -> Iterator[Extra]:
        """Answers that belong to no core field, worded by the form they were given in, in the form's order."""
        declared = words.kind_of(record.kind)
        unknown = {key: value for key, value in record.answers.items() if declared.field(key) is None}
        if not unknown:
            return
        told: set[str] = set()
        for node in self._questions(record, lang):
            if node.answer_key in unknown and node.relevant:
                told.add(node.answer_key)
                text = self._named(node) or _shown(node)
                if text:
                    yield Extra(_section(node), node.label or node.name, text)
        for key, value in unknown.items():
            if key not in told and isinstance(value, (str, int, float)) and not isinstance(value, bool):
                yield Extra("", key.rpartition("/")[2], str(value))

    def _named(self, node: Node) -> str:
        """The titles of the records that a reference names; "" for any other question."""
        if not any(name.startswith("ref-") for name in node.appearances):
            return ""
        found = self._desk.store.records.many(node.value.split())
        return "、".join(words.kind_of(one.kind).summary(one.answers).title for one in found.values())

    def _questions(self, record: Record, lang: Language) -> Iterator[Node]:
        if not record.form_id:
            return
        try:
            instance = self._forms.instance(record.form_id, record.form_version, answers=record.answers)
        except AppError:
            return  # the form is not on this laptop: the bare values are printed instead
        set_form_language(instance, language_named(instance.languages, lang))
        yield from _walk(instance.root)


def _walk(node: Node) -> Iterator[Node]:
    for child in node.children:
        if child.kind in {"group", "subtree"}:
            yield from _walk(child)
        elif child.answer_key:
            yield child


def _section(node: Node) -> str:
    """The label of the nearest group that has one."""
    parent = node.parent
    while parent is not None:
        if parent.label:
            return parent.label
        parent = parent.parent
    return ""


def _shown(node: Node) -> str:
    """An answer in the words of its form."""
    if node.type == "decimal":
        return node.value.removesuffix(".0")
    labels = {choice.value: choice.label for choice in node.choices}
    if node.values:
        return "、".join(labels.get(value, value) for value in node.values)
    if node.kind == "repeat-range":
        lines = ("，".join(filter(None, (_shown(leaf) for leaf in _walk(item)))) for item in node.children)
        return "\n".join(filter(None, lines))
    return labels.get(node.value, node.value)
