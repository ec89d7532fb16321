"""Code lists: controlled vocabularies with Chinese and English labels (domain.md 4). Text in, values out; no files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from commissioner_app.errors import InputError

COLUMNS = ("list_id", "code", "zh", "en", "sort", "valid_from", "valid_to", "parent", "source")


@dataclass(frozen=True, slots=True)
class Item:
    """One code. ``parent`` groups codes (a township's county); ``extra`` holds columns of this list alone."""

    code: str
    zh: str
    en: str
    sort: int = 0
    valid_from: str = ""
    valid_to: str = ""
    parent: str = ""
    source: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    def label(self, lang: str = "zh") -> str:
        """The label in a language; Chinese where the other is empty."""
        return (self.en if lang == "en" else self.zh) or self.zh

    def valid_on(self, day: str) -> bool:
        """Whether the code may be chosen on an ISO day."""
        return (not self.valid_from or self.valid_from <= day) and (not self.valid_to or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list in the order it is shown."""

    id: str
    version: str
    items: tuple[Item, ...]
    _index: dict[str, Item] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._index.update((item.code, item) for item in self.items)

    def get(self, code: str) -> Item | None:
        """The item of a code."""
        return self._index.get(code)

    def label(self, code: str, lang: str = "zh") -> str:
        """The label of a code; the code itself where the list does not know it."""
        item = self._index.get(code)
        return item.label(lang) if item else code

    def children(self, parent: str) -> tuple[Item, ...]:
        """The items below a parent code, in order."""
        return tuple(item for item in self.items if item.parent == parent)

    def rows(self) -> list[dict[str, str]]:
        """The items as rows of text, columns as in the CSV."""
        return [
            {
                "list_id": self.id,
                "code": item.code,
                "zh": item.zh,
                "en": item.en,
                "sort": str(item.sort),
                "valid_from": item.valid_from,
                "valid_to": item.valid_to,
                "parent": item.parent,
                "source": item.source,
                **item.extra,
            }
            for item in self.items
        ]


class CodeLists(Mapping[str, CodeList]):
    """All lists by their ids."""

    def __init__(self, lists: Sequence[CodeList] = ()) -> None:
        self._lists = {code_list.id: code_list for code_list in lists}

    def __getitem__(self, key: str) -> CodeList:
        return self._lists[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._lists)

    def __len__(self) -> int:
        return len(self._lists)

    def label(self, list_id: str, code: str, lang: Literal["zh", "en"] | str = "zh") -> str:
        """The label of a code; the code itself where list or code are not known."""
        code_list = self._lists.get(list_id)
        return code_list.label(code, lang) if code_list else code


def parse_csv(list_id: str, text: str, version: str = "") -> CodeList:
    """The list in a CSV text with the columns of ``COLUMNS`` and any others.

    Raises ``InputError`` bad_list with the line where a code or label is missing, or a code stands twice.
    """
    items: list[Item] = []
    seen: set[str] = set()
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    for line, row in enumerate(reader, start=2):
        code, zh = (row.get("code") or "").strip(), (row.get("zh") or "").strip()
        if not code or not zh or code in seen or (row.get("list_id") or list_id) != list_id:
            raise InputError("bad_list", list=list_id, line=line)
        seen.add(code)
        sort = (row.get("sort") or "").strip()
        items.append(
            Item(
                code=code,
                zh=zh,
                en=(row.get("en") or "").strip(),
                sort=int(sort) if sort.isdecimal() else line,
                valid_from=(row.get("valid_from") or "").strip(),
                valid_to=(row.get("valid_to") or "").strip(),
                parent=(row.get("parent") or "").strip(),
                source=(row.get("source") or "").strip(),
                extra={key: value or "" for key, value in row.items() if key and key not in COLUMNS},
            )
        )
    return CodeList(list_id, version, tuple(sorted(items, key=lambda item: item.sort)))
