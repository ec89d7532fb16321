"""The calendars that a form may ask for, by the appearance that names them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from commissioner_app.domain.calendars.bikram_sambat import BikramSambat
from commissioner_app.domain.calendars.buddhist import Buddhist
from commissioner_app.domain.calendars.calendar import Calendar
from commissioner_app.domain.calendars.coptic import Coptic, Ethiopian
from commissioner_app.domain.calendars.islamic import Islamic
from commissioner_app.domain.calendars.myanmar import Myanmar
from commissioner_app.domain.calendars.persian import Persian
from commissioner_app.i18n import tr
from commissioner_app.system.paths import resource_folder


def _bikram_sambat() -> Calendar:
    return BikramSambat((resource_folder() / "calendars" / "bikram_sambat.csv").read_text(encoding="utf-8"))


CALENDARS: Final[Mapping[str, tuple[Callable[[], Calendar], str]]] = {
    "bikram-sambat": (_bikram_sambat, "form.calendar.bikram_sambat"),
    "buddhist": (Buddhist, "form.calendar.buddhist"),
    "coptic": (Coptic, "form.calendar.coptic"),
    "ethiopian": (Ethiopian, "form.calendar.ethiopian"),
    "islamic": (Islamic, "form.calendar.islamic"),
    "myanmar": (Myanmar, "form.calendar.myanmar"),
    "persian": (Persian, "form.calendar.persian"),
}


@cache
def calendar(name: str) -> Calendar:
    """The calendar of an appearance. Raises ``KeyError`` for other words."""
    return CALENDARS[name][0]()


def calendar_word(name: str) -> str:
    """What the calendar is called."""
    return tr(CALENDARS[name][1])
