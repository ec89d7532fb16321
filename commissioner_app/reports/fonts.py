"""Fonts for print: bundled TrueType faces, read once per process, and per-glyph fallback (domain.md 6.5).

A role (body, title, …) is a chain of faces. Each character takes the first face of the chain that has it; what no
face has is written out as its code point, so that nothing a person typed vanishes from paper.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from commissioner_app.errors import EnvironmentFault
from commissioner_app.system.paths import resource_folder

Role = Literal["song", "title", "hei", "kai"]

# DejaVu has the ticked box, WenKai rare characters of the supplementary planes: every chain ends with them.
_LAST: Final = ("DejaVuSans", "LXGWWenKai-Regular")
CHAINS: Final[dict[Role, tuple[str, ...]]] = {
    "song": ("NotoSerifSC-Regular", "NotoSansSC-Regular", *_LAST),
    "title": ("NotoSerifSC-SemiBold", "NotoSerifSC-Regular", "NotoSansSC-Regular", *_LAST),
    "hei": ("NotoSansSC-Regular", "NotoSerifSC-Regular", *_LAST),
    "kai": ("LXGWWenKai-Regular", "NotoSerifSC-Regular", "NotoSansSC-Regular", "DejaVuSans"),
}

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ff]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_ASTRAL_ENTRY = re.compile(r"(<[0-9A-F]{2}>) <([0-9A-F]{5,6})>")

_lock = threading.RLock()


class _Font(TTFont):  # type: ignore[misc]  # reportlab is untyped
    """A TrueType font whose text can be copied out of the PDF beyond the basic plane, too."""

    def addObjects(self, doc: Any) -> None:  # noqa: N802 (named by reportlab)
        super().addObjects(doc)
        # reportlab writes supplementary characters as five hex digits; PDF wants UTF-16 surrogates.
        for name, stream in list(doc.idToObject.items()):
            if str(name).startswith("toUnicodeCMap:"):
                stream.content = _ASTRAL_ENTRY.sub(_as_utf16, stream.content)


def _as_utf16(entry: re.Match[str]) -> str:
    return f"{entry[1]} <{chr(int(entry[2], 16)).encode('utf-16-be').hex().upper()}>"


@dataclass(frozen=True, slots=True)
class Face:
    """One registered face: which characters it has and how wide they are (thousandths of the size)."""

    name: str
    widths: dict[int, float]
    default_width: float

    def width(self, char: str) -> float:
        return self.widths.get(ord(char), self.default_width)


@cache
def _load(name: str) -> tuple[Face, frozenset[int]]:
    path = resource_folder() / "fonts" / f"{name}.ttf"
    try:
        # Without asciiReadable a file carries only the Latin letters that it uses.
        font = _Font(name, str(path), asciiReadable=False, shapable=False)
    except Exception as error:
        raise EnvironmentFault("report_font_missing", file=path.name) from error
    pdfmetrics.registerFont(font)
    return Face(name, font.face.charWidths, font.face.defaultWidth), frozenset(font.face.charToGlyph)


def face(name: str) -> tuple[Face, frozenset[int]]:
    """A bundled face and the code points it has; parsed on first use only."""
    with _lock:
        return _load(name)


@dataclass(frozen=True, slots=True)
class Glyph:
    """Where a character is drawn from."""

    face: Face
    width: float


class Chain:
    """The faces of one role; remembers for each character which of them draws it."""

    def __init__(self, role: Role) -> None:
        self._names = CHAINS[role]
        self._glyphs: dict[str, Glyph | None] = {}

    def glyph(self, char: str) -> Glyph | None:
        """The glyph for one character, None where no bundled face has it."""
        try:
            return self._glyphs[char]
        except KeyError:
            found = self._glyphs[char] = self._find(char)
            return found

    def _find(self, char: str) -> Glyph | None:
        for name in self._names:
            candidate, has = face(name)
            if ord(char) in has:
                return Glyph(candidate, candidate.width(char) / 1000)
        return None

    def clean(self, text: str) -> str:
        """Text ready for print: composed, without invisible characters; a character without any glyph as 〔U+…〕."""
        text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    "))
        text = _CONTROLS.sub("", _UNSEEN.sub("", text)).replace("\u00a0", " ")
        return "".join(c if c == "\n" or self.glyph(c) else f"〔U+{ord(c):04X}〕" for c in text)

    def width(self, text: str) -> float:
        """Width of cleaned text in ems."""
        return sum(glyph.width for glyph in map(self.glyph, text) if glyph)

    def runs(self, text: str) -> list[tuple[str, str]]:
        """Cleaned text cut into (face name, text) stretches that one face draws."""
        found: list[tuple[str, str]] = []
        for char in text:
            glyph = self.glyph(char)
            name = glyph.face.name if glyph else self._names[0]
            if found and found[-1][0] == name:
                found[-1] = (name, found[-1][1] + char)
            else:
                found.append((name, char))
        return found


@cache
def chain(role: Role) -> Chain:
    """The chain of a role; one per process."""
    return Chain(role)
