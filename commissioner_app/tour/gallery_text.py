"""The page of the gallery: a table with a row for every picture, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

_HEAD = """# Gallery of questions

Every type of question and every appearance that the form page knows, in Chinese and in English. The form behind these
pictures is `resources/gallery`; the pictures and this page are made by `python -m commissioner_app gallery --out docs`.
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the sheet: ``kind`` is its type as written, ``part`` the chapter that it belongs to."""

    part: str
    kind: str
    name: str
    appearance: str
    parameters: str

    @property
    def type(self) -> str:
        """The type without the name of its list."""
        word, _, rest = self.kind.partition(" ")
        if word == "begin":
            return rest
        return f"{word} or_other" if rest.endswith(" or_other") else word


def page(entries: Iterable[Entry]) -> str:
    """The whole page."""
    return "\n".join(_lines(entries)) + "\n"


def _lines(entries: Iterable[Entry]) -> Iterator[str]:
    yield _HEAD
    for part, listed in groupby(entries, key=lambda entry: entry.part):
        yield f"## {part}\n"
        yield "| type | appearance, parameters | 中文 | English |"
        yield "|---|---|---|---|"
        for entry in listed:
            look = " ".join(f"`{word}`" for word in (entry.appearance, entry.parameters) if word)
            shown = (f"![{entry.name}](gallery/{language}-{entry.name}.png)" for language in ("zh", "en"))
            yield f"| {entry.type} | {look} | {' | '.join(shown)} |"
        yield ""
