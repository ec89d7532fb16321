"""Which widget paints which question: a new type or appearance is a file in this folder and a line here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from commissioner_app.forms.screen import Node
from commissioner_app.ui.form_fill.calendars import CALENDARS
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.widgets.acknowledge import AcknowledgeWidget
from commissioner_app.ui.form_fill.widgets.annotate import AnnotateWidget
from commissioner_app.ui.form_fill.widgets.audio import AudioWidget
from commissioner_app.ui.form_fill.widgets.barcode import BarcodeWidget
from commissioner_app.ui.form_fill.widgets.base import QuestionWidget
from commissioner_app.ui.form_fill.widgets.calendar_date import CalendarDateWidget
from commissioner_app.ui.form_fill.widgets.choice_card import SelectCardsWidget
from commissioner_app.ui.form_fill.widgets.choice_head import ChoiceHeadWidget
from commissioner_app.ui.form_fill.widgets.choice_row import ChoiceButtonsWidget, ChoiceRowWidget
from commissioner_app.ui.form_fill.widgets.counter import CounterWidget
from commissioner_app.ui.form_fill.widgets.date import DateWidget
from commissioner_app.ui.form_fill.widgets.date_time import DateTimeWidget
from commissioner_app.ui.form_fill.widgets.draw import DrawWidget
from commissioner_app.ui.form_fill.widgets.file import FileWidget
from commissioner_app.ui.form_fill.widgets.geo_path import GeoPathWidget
from commissioner_app.ui.form_fill.widgets.geopoint import GeopointWidget
from commissioner_app.ui.form_fill.widgets.image import ImageWidget
from commissioner_app.ui.form_fill.widgets.image_map import ImageMapWidget
from commissioner_app.ui.form_fill.widgets.likert import LikertWidget
from commissioner_app.ui.form_fill.widgets.masked import HiddenAnswerWidget, MaskedWidget
from commissioner_app.ui.form_fill.widgets.multiline import MultilineWidget
from commissioner_app.ui.form_fill.widgets.note import NoteWidget
from commissioner_app.ui.form_fill.widgets.notice import NoticedFile, NoticedNumber, NoticedText, notice_for
from commissioner_app.ui.form_fill.widgets.number import NumberWidget
from commissioner_app.ui.form_fill.widgets.range import RangeWidget
from commissioner_app.ui.form_fill.widgets.range_picker import RangePickerWidget
from commissioner_app.ui.form_fill.widgets.rank import RankWidget
from commissioner_app.ui.form_fill.widgets.rating import RatingWidget
from commissioner_app.ui.form_fill.widgets.ref_many import RefManyWidget
from commissioner_app.ui.form_fill.widgets.ref_picker import MANY, RefPickerWidget
from commissioner_app.ui.form_fill.widgets.select_many import SelectManyWidget
from commissioner_app.ui.form_fill.widgets.select_map import SelectMapWidget
from commissioner_app.ui.form_fill.widgets.select_multiple import SelectMultipleWidget
from commissioner_app.ui.form_fill.widgets.select_one import SelectOneWidget
from commissioner_app.ui.form_fill.widgets.select_search import SelectSearchWidget
from commissioner_app.ui.form_fill.widgets.signature import SignatureWidget
from commissioner_app.ui.form_fill.widgets.text import TextWidget
from commissioner_app.ui.form_fill.widgets.thousands import ThousandsWidget
from commissioner_app.ui.form_fill.widgets.time import TimeWidget
from commissioner_app.ui.form_fill.widgets.unknown import UnknownWidget
from commissioner_app.ui.form_fill.widgets.url import UrlWidget

Maker = type[QuestionWidget]

OPEN_CHOICES: Final = 7
OPEN_BOXES: Final = 12
PLAIN: Final = ""
NOTICE: Final = "(notice)"
"""The look of what a laptop has no part for."""

_NUMBER: Final[Mapping[str, Maker]] = {
    NOTICE: NoticedNumber,
    "thousands-sep": ThousandsWidget,
    PLAIN: NumberWidget,
}
_CHOICES: Final[Mapping[str, Maker]] = {
    "label": ChoiceHeadWidget,
    "list-nolabel": ChoiceButtonsWidget,
    "list": ChoiceRowWidget,
    "image-map": ImageMapWidget,
    "no-buttons": SelectCardsWidget,
}
# Family of questions -> appearance -> widget. Of several appearances the one that comes first here decides.
WIDGETS: Final[Mapping[str, Mapping[str, Maker]]] = {
    "text": {
        NOTICE: NoticedText,
        "multiline": MultilineWidget,
        "url": UrlWidget,
        "masked": MaskedWidget,
        "hidden-answer": HiddenAnswerWidget,
        "thousands-sep": ThousandsWidget,
        PLAIN: TextWidget,
    },
    "barcode": {"hidden-answer": HiddenAnswerWidget, PLAIN: BarcodeWidget},
    "int": {"counter": CounterWidget, **_NUMBER},
    "decimal": _NUMBER,
    "date": {**dict.fromkeys(CALENDARS, CalendarDateWidget), PLAIN: DateWidget},
    "time": {PLAIN: TimeWidget},
    "dateTime": {PLAIN: DateTimeWidget},
    "geopoint": {PLAIN: GeopointWidget},
    "geotrace": {PLAIN: GeoPathWidget},
    "geoshape": {PLAIN: GeoPathWidget},
    "select one": {
        **_CHOICES,
        "map": SelectMapWidget,
        "likert": LikertWidget,
        "minimal": SelectSearchWidget,
        PLAIN: SelectOneWidget,
    },
    "select several": {**_CHOICES, "minimal": SelectManyWidget, PLAIN: SelectMultipleWidget},
    "rank": {PLAIN: RankWidget},
    "range": {"picker": RangePickerWidget, "rating": RatingWidget, PLAIN: RangeWidget},
    "trigger": {PLAIN: AcknowledgeWidget},
    "note": {"url": UrlWidget, PLAIN: NoteWidget},
    "image": {"signature": SignatureWidget, "draw": DrawWidget, "annotate": AnnotateWidget, PLAIN: ImageWidget},
    "audio": {PLAIN: AudioWidget},
    "upload": {NOTICE: NoticedFile, PLAIN: FileWidget},
}
_SAME_AS: Final = {"search": "minimal", "autocomplete": "minimal"}


def family_of(node: Node) -> str:
    """What a question is, whatever it looks like: a key of ``WIDGETS`` where this program can ask it."""
    if node.kind == "select":
        return "select several" if node.type == "select" else "select one"
    if node.kind == "upload":
        medium = node.media_type.partition("/")[0]
        return medium if medium in WIDGETS else "upload"
    if node.kind == "input":
        return "text" if node.type in ("", "string") else node.type
    return node.kind


def maker_for(node: Node) -> Maker:
    """The widget class for a question, from its family and its appearances."""
    family = family_of(node)
    looks = WIDGETS.get(family)
    if looks is None:
        return UnknownWidget
    if family == "text" and any(name.startswith("ref-") for name in node.appearances):
        return RefManyWidget if MANY in node.appearances else RefPickerWidget
    named = {_SAME_AS.get(name, name) for name in node.appearances}
    if notice_for(node):
        named.add(NOTICE)
    look = next((name for name in looks if name in named), PLAIN)
    if look == PLAIN and node.kind == "select":
        return _by_number(node, family)
    return looks[look]


def make(node: Node, tools: FieldTools) -> QuestionWidget:
    """The widget for a question."""
    return maker_for(node)(node, tools)


def _by_number(node: Node, family: str) -> Maker:
    """Open choices while they are few; pictures always stand open. Without choices (a filter waits for another answer) the
    line can at least say so."""
    looks, count = WIDGETS[family], len(node.choices)
    if any("image" in choice.media for choice in node.choices):
        return SelectCardsWidget
    if family == "select several":
        return looks["minimal" if count > OPEN_BOXES else PLAIN]
    return looks[PLAIN if 0 < count <= OPEN_CHOICES else "minimal"]
