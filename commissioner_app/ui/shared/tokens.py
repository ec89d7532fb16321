"""The few numbers and colours that the whole window is drawn with, in one place, for light and for dark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

HAIR: Final = 4
INSIDE: Final = 8
BETWEEN: Final = 16
AROUND: Final = 24
RADIUS: Final = 6
TEXT_WIDTH: Final = 720

Tone = Literal["draft", "waiting", "ok", "attention", "returned", "closed", "info", "error"]


@dataclass(frozen=True, slots=True)
class ToneStyle:
    """How a state looks: an icon and the key of its word, so that colour is never the only sign."""

    icon: str
    word: str


TONES: Final[dict[str, ToneStyle]] = {
    "draft": ToneStyle("circle", "tone.draft"),
    "waiting": ToneStyle("circle-half", "tone.waiting"),
    "ok": ToneStyle("circle-check", "tone.ok"),
    "attention": ToneStyle("triangle-alert", "tone.attention"),
    "returned": ToneStyle("corner-up-left", "tone.returned"),
    "closed": ToneStyle("circle-minus", "tone.closed"),
    "info": ToneStyle("info", "tone.info"),
    "error": ToneStyle("circle-alert", "tone.error"),
}


@dataclass(frozen=True, slots=True)
class Colors:
    """The palette of one theme; every text colour reaches 4.5 : 1 on ``window``, ``base`` and its own tint."""

    dark: bool
    window: str
    base: str
    sunken: str
    hover: str
    selected: str
    text: str
    muted: str
    line: str
    control: str
    accent: str
    accent_hover: str
    on_accent: str
    tones: dict[str, str]
    tints: dict[str, str]

    def tone(self, name: str) -> str:
        """The text colour of a tone; unknown names look like ordinary muted text."""
        return self.tones.get(name, self.muted)

    def tint(self, name: str) -> str:
        """The quiet background of a tone."""
        return self.tints.get(name, self.sunken)


LIGHT: Final = Colors(
    dark=False,
    window="#F6F7F5",
    base="#FFFFFF",
    sunken="#EEF1EE",
    hover="#F1F5F2",
    selected="#DDEDE4",
    text="#1C2320",
    muted="#59645E",
    line="#DCE1DD",
    control="#B9C2BC",
    accent="#2E7D5B",
    accent_hover="#27694D",
    on_accent="#FFFFFF",
    tones={
        "draft": "#59645E",
        "waiting": "#1D5FA6",
        "ok": "#216A4A",
        "attention": "#855000",
        "returned": "#AC271F",
        "closed": "#59645E",
        "info": "#1D5FA6",
        "error": "#AC271F",
    },
    tints={
        "draft": "#EEF1EE",
        "waiting": "#E8F0FA",
        "ok": "#E5F2EB",
        "attention": "#FFF3DC",
        "returned": "#FCEBE9",
        "closed": "#EEF1EE",
        "info": "#E8F0FA",
        "error": "#FCEBE9",
    },
)

DARK: Final = Colors(
    dark=True,
    window="#1A1E1C",
    base="#212624",
    sunken="#2A302D",
    hover="#29302C",
    selected="#2B4337",
    text="#E6EBE8",
    muted="#A7B2AC",
    line="#363E3A",
    control="#566059",
    accent="#5FBF94",
    accent_hover="#7CCDA8",
    on_accent="#0C1A13",
    tones={
        "draft": "#A7B2AC",
        "waiting": "#86B9F2",
        "ok": "#6CC79E",
        "attention": "#E9B44F",
        "returned": "#F39A93",
        "closed": "#A7B2AC",
        "info": "#86B9F2",
        "error": "#F39A93",
    },
    tints={
        "draft": "#2A302D",
        "waiting": "#1F3043",
        "ok": "#20382D",
        "attention": "#3A2F18",
        "returned": "#41262A",
        "closed": "#2A302D",
        "info": "#1F3043",
        "error": "#41262A",
    },
)
