"""Reading a record's answers for print: code lists into boxes, values into words, what no form names into extras."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from commissioner_app.domain.codelists import CodeLists
from commissioner_app.domain.kind import Field, FieldType, Kind
from commissioner_app.domain.record import Record
from commissioner_app.i18n import Language, has, tr
from commissioner_app.reports.data import Box, Extra, NeedLine
from commissioner_app.reports.formats import date_text, moment_text, money_wan, number

_TAGS = re.compile(r"[、,，;；\n]+")


def nothing(_name: str) -> bytes | None:
    """A loader for when there are no files at hand."""
    return None


@dataclass(frozen=True, slots=True)
class Sources:
    """What a record refers to, looked up by the caller.

    ``host`` and ``writer``: answers of the host and of the person who wrote it (``name``, ``unit``, ``mobile``).
    ``appointment``: its answers (``stc_kind``). ``needs``: the needs a visit names, in order. ``load``: an attachment's
    bytes by name, None when it is not on this laptop. ``extras``: answers to questions that are no core field.
    ``contract``: answers of the contract a match came to. ``titles``: title of each host in ``hosts`` by its id.
    ``matched``: how many matches the needs of a visit have, and how many of them are signed.
    """

    lists: CodeLists = field(default_factory=CodeLists)
    host: Mapping[str, Any] = field(default_factory=dict)
    writer: Mapping[str, Any] = field(default_factory=dict)
    appointment: Mapping[str, Any] = field(default_factory=dict)
    needs: Sequence[NeedLine] = ()
    reviewer: str = ""
    load: Callable[[str], bytes | None] = nothing
    extras: Sequence[Extra] = ()
    contract: Mapping[str, Any] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    matched: tuple[int, int] = (0, 0)


def digest(record: Record) -> str:
    """Eight hex digits that change with anything that is printed: id, state and answers."""
    text = json.dumps([record.id, record.state, record.answers], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:8].upper()


class Reader:
    """The answers of one record in one language."""

    def __init__(self, kind: Kind, record: Record, sources: Sources, lang: Language) -> None:
        self.kind = kind
        self.record = record
        self.sources = sources
        self.lang = lang
        self.used: set[str] = set()

    def raw(self, name: str) -> Any:
        """The value as stored; the field counts as printed from now on."""
        self.used.add(name)
        return self.record.answers.get(name)

    def state(self) -> str:
        """The record's state in words."""
        state = self.kind.state(self.record.state)
        return (state.zh if self.lang == "zh" else state.en) if state else ""

    def text(self, name: str) -> str:
        """A text or number; empty where there is no answer."""
        value = self.raw(name)
        return number(value) if not isinstance(value, list | dict) else ""

    def items(self, name: str) -> list[Mapping[str, Any]]:
        """The items of a repeat."""
        value = self.raw(name)
        return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []

    def tags(self, name: str) -> tuple[str, ...]:
        """Key words, given as a list or as one text."""
        value = self.raw(name)
        parts = value if isinstance(value, list) else _TAGS.split(str(value or ""))
        return tuple(str(part).strip() for part in parts if str(part).strip())

    def label(self, list_id: str, code: Any) -> str:
        """The wording of a code; empty for no code."""
        return self.sources.lists.label(list_id, str(code), self.lang) if code not in (None, "") else ""

    def boxes(self, name: str, *, day: str = "") -> tuple[Box, ...]:
        """A box for every option of a choice; options no longer valid only where ticked."""
        declared = self.kind.field(name)
        return self.boxes_of(declared.list_id if declared else "", self.raw(name), day=day)

    def boxes_of(self, list_id: str, value: Any, *, day: str = "") -> tuple[Box, ...]:
        """The same for a value of another record."""
        chosen = [str(code) for code in (value if isinstance(value, list) else [value]) if code not in (None, "")]
        code_list = self.sources.lists.get(list_id)
        options = code_list.items if code_list else ()
        shown = [item for item in options if item.code in chosen or not day or item.valid_on(day)]
        known = {item.code for item in shown}
        boxes = [Box(item.label(self.lang), item.code in chosen) for item in shown]
        return (*boxes, *(Box(code, ticked=True) for code in chosen if code not in known))

    def position(self, name: str) -> str:
        """A point as text with its datum."""
        value = self.raw(name)
        if not isinstance(value, Mapping) or "lng" not in value or "lat" not in value:
            return ""
        return tr("report.position", self.lang, lng=f"{value['lng']:.5f}", lat=f"{value['lat']:.5f}")

    def image(self, name: str) -> bytes:
        """The bytes of an image question; empty where there is none at hand."""
        value = self.raw(name)
        return (self.sources.load(value) or b"") if isinstance(value, str) and value else b""

    def leftovers(self, silent: Collection[str]) -> tuple[Extra, ...]:
        """Answered core fields that the form has no place for; ``silent`` are those of no use on paper."""
        section = tr("report.extras", self.lang)
        found = []
        for declared in self.kind.fields:
            if declared.name in self.used or declared.name in silent or declared.type in _NEVER:
                continue
            value = self.worded(declared, self.record.answers.get(declared.name))
            if value:
                label = declared.zh if self.lang == "zh" else declared.en
                found.append(Extra(section, label, value))
        return tuple(found)

    def worded(self, declared: Field, value: Any) -> str:
        """The value of a core field in words, with its unit."""
        if value in (None, "", [], {}):
            return ""
        values = value if isinstance(value, list) else [value]
        match declared.type:
            case FieldType.CHOICE | FieldType.MULTI:
                text = self._listed(self.label(declared.list_id, code) for code in values)
            case FieldType.TAGS:
                text = self._listed(map(str, values))
            case FieldType.BOOL:
                text = tr("report.yes" if value not in (False, "0", "false") else "report.no", self.lang)
            case FieldType.DATE:
                text = date_text(str(value), self.lang)
            case FieldType.DATETIME:
                text = moment_text(str(value), self.lang)
            case FieldType.MONEY_WAN:
                text = f"{money_wan(value)} {self.unit(declared)}"
            case FieldType.REPEAT:
                text = "\n".join(self._item(declared, item) for item in values if isinstance(item, Mapping))
            case _:
                text = "" if isinstance(value, list | dict) else f"{number(value)} {self.unit(declared, value)}"
        return text.strip()

    def _listed(self, words: Iterable[str]) -> str:
        return tr("report.between", self.lang).join(words)

    def _item(self, declared: Field, item: Mapping[str, Any]) -> str:
        words = (self.worded(part, item.get(part.name)) for part in declared.items if part.type not in _NEVER)
        return tr("report.enumeration", self.lang).join(word for word in words if word)

    def unit(self, declared: Field, n: Any = 0) -> str:
        """The unit in the language of the sheet; English counts pieces, persons and households without a word."""
        key = f"report.unit.{declared.unit}"
        if self.lang == "zh" or not declared.unit:
            return declared.unit
        return tr(key, self.lang, n=n) if has(key) else ""


# Files and pictures are printed as such or not at all; a reference is a number without meaning on paper.
_NEVER = frozenset(
    {FieldType.REF, FieldType.REFS, FieldType.PHOTO, FieldType.FILE, FieldType.SIGN, FieldType.GPS, FieldType.YEAR}
)
