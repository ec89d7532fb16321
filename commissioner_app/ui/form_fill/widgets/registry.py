"""Which widget paints which question: a new type of question is a file in this folder and a line here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from commissioner_app.forms.screen import Node
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.widgets.acknowledge import AcknowledgeWidget
from commissioner_app.ui.form_fill.widgets.base import QuestionWidget
from commissioner_app.ui.form_fill.widgets.date import DateWidget
from commissioner_app.ui.form_fill.widgets.date_time import DateTimeWidget
from commissioner_app.ui.form_fill.widgets.file import FileWidget
from commissioner_app.ui.form_fill.widgets.geo_path import GeoPathWidget
from commissioner_app.ui.form_fill.widgets.geopoint import GeopointWidget
from commissioner_app.ui.form_fill.widgets.image import ImageWidget
from commissioner_app.ui.form_fill.widgets.multiline import MultilineWidget
from commissioner_app.ui.form_fill.widgets.note import NoteWidget
from commissioner_app.ui.form_fill.widgets.number import NumberWidget
from commissioner_app.ui.form_fill.widgets.range import RangeWidget
from commissioner_app.ui.form_fill.widgets.rank import RankWidget
from commissioner_app.ui.form_fill.widgets.ref_many import RefManyWidget
from commissioner_app.ui.form_fill.widgets.ref_picker import MANY, RefPickerWidget
from commissioner_app.ui.form_fill.widgets.select_many import SelectManyWidget
from commissioner_app.ui.form_fill.widgets.select_map import SelectMapWidget
from commissioner_app.ui.form_fill.widgets.select_multiple import SelectMultipleWidget
from commissioner_app.ui.form_fill.widgets.select_one import SelectOneWidget
from commissioner_app.ui.form_fill.widgets.select_search import SelectSearchWidget
from commissioner_app.ui.form_fill.widgets.signature import SignatureWidget
from commissioner_app.ui.form_fill.widgets.text import TextWidget
from commissioner_app.ui.form_fill.widgets.time import TimeWidget
from commissioner_app.ui.form_fill.widgets.unknown import UnknownWidget

Maker = Callable[[Node, FieldTools], QuestionWidget]

OPEN_CHOICES: Final = 7
OPEN_BOXES: Final = 12
_LISTED: Final = frozenset({"minimal", "search", "autocomplete"})
_DRAWN: Final = frozenset({"signature", "draw"})

BY_KIND: Final[dict[str, Maker]] = {
    "note": NoteWidget,
    "rank": RankWidget,
    "range": RangeWidget,
    "trigger": AcknowledgeWidget,
}
BY_TYPE: Final[dict[str, Maker]] = {
    "": TextWidget,
    "string": TextWidget,
    "barcode": TextWidget,
    "int": NumberWidget,
    "decimal": NumberWidget,
    "date": DateWidget,
    "time": TimeWidget,
    "dateTime": DateTimeWidget,
    "geopoint": GeopointWidget,
    "geotrace": GeoPathWidget,
    "geoshape": GeoPathWidget,
}


def maker_for(node: Node) -> Maker:
    """The widget class for a question, from its kind, type and appearance."""
    if node.kind == "select":
        return _select(node)
    if node.kind == "upload":
        return _upload(node)
    if node.kind in BY_KIND:
        return BY_KIND[node.kind]
    if node.type in ("", "string") and node.kind == "input":
        if any(name.startswith("ref-") for name in node.appearances):
            return RefManyWidget if MANY in node.appearances else RefPickerWidget
        if "multiline" in node.appearances:
            return MultilineWidget
    return BY_TYPE.get(node.type, UnknownWidget) if node.kind == "input" else UnknownWidget


def make(node: Node, tools: FieldTools) -> QuestionWidget:
    """The widget for a question."""
    return maker_for(node)(node, tools)


def _select(node: Node) -> Maker:
    listed = bool(_LISTED & set(node.appearances))
    if node.type == "select":
        return SelectManyWidget if listed or len(node.choices) > OPEN_BOXES else SelectMultipleWidget
    if "map" in node.appearances:
        return SelectMapWidget
    # Without choices (a filter waits for another answer) the line can at least say so.
    return SelectOneWidget if not listed and 0 < len(node.choices) <= OPEN_CHOICES else SelectSearchWidget


def _upload(node: Node) -> Maker:
    if not node.media_type.startswith("image/"):
        return FileWidget
    return SignatureWidget if _DRAWN & set(node.appearances) else ImageWidget
