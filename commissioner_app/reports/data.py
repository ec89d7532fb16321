"""What a caller gives to have a form printed: plain values, so that reports need neither a store nor a window.

Dates are ISO 8601 texts, formatted on paper by ``formats``; choices come as a box for every option, ticked or not.
Every field may be left empty: a sheet without values prints as the blank paper form. ``lang`` is the language of the
printed labels *and* of the texts given (domain.md 2.2, 2.9, 6.3).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from commissioner_app.i18n import Language


@dataclass(frozen=True, slots=True)
class Options:
    """How to print. ``empty``: optional rows without a value show "/" or stay blank for handwriting."""

    empty: Literal["slash", "blank"] = "slash"
    photos: bool = True
    author: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """One option of a choice."""

    label: str
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo: the file's bytes (any format Pillow reads), its caption, when it was taken (ISO)."""

    data: bytes
    caption: str = ""
    taken_at: str = ""


@dataclass(frozen=True, slots=True)
class Extra:
    """An answer to a further question (industry observation, a county's own questions), already worded."""

    section: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Counter:
    """One counted result of a visit: what, how many, in which unit."""

    label: str
    value: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A need that was collected on a visit."""

    number: str
    title: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Something left to do after a visit; ``due`` is an ISO date."""

    what: str
    who: str = ""
    due: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature drawn on the screen, if there is one, and its date. Without an image the place stays free for a pen."""

    image: bytes = b""
    name: str = ""
    signed_on: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One quantified target of a need."""

    name: str
    symbol: str = ""
    present: str = ""
    target: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """The reviewing office's word: text, who, when (ISO)."""

    text: str = ""
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What all printed forms share. ``digest`` is the short hash of the record as printed, for the code at the foot."""

    lang: Language = "zh"
    rec_no: str = ""
    digest: str = ""
    county: str = ""
    state: str = ""
    filled_on: str = ""
    photos: tuple[Photo, ...] = ()
    extras: tuple[Extra, ...] = ()
    remarks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitSheet(Sheet):
    """走访/服务记录表 (domain.md 2.2)."""

    commissioner: str = ""
    unit: str = ""
    phone: str = ""
    roles: tuple[Box, ...] = ()
    host: str = ""
    host_type: str = ""
    industry: str = ""
    place: str = ""
    position: str = ""
    start_at: str = ""
    end_at: str = ""
    service_days: str = ""
    travel_days: str = ""
    modes: tuple[Box, ...] = ()
    service_types: tuple[Box, ...] = ()
    purposes: tuple[Box, ...] = ()
    companions: str = ""
    met_persons: str = ""
    problem: str = ""
    advice: str = ""
    content: str = ""
    effect: str = ""
    counters: tuple[Counter, ...] = ()
    materials: str = ""
    samples: tuple[str, ...] = ()
    needs: tuple[NeedLine, ...] = ()
    followups: tuple[FollowUp, ...] = ()
    next_visit_on: str = ""
    host_opinion: str = ""
    host_sign: Signature = field(default_factory=Signature)
    own_sign: Signature = field(default_factory=Signature)
    review: Opinion = field(default_factory=Opinion)


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedSheet(Sheet):
    """企业技术需求征集表 (domain.md 2.9). Money in 万元 (10,000 yuan); ``budget`` empty and ``negotiable`` = 面议."""

    host: str = ""
    uscc: str = ""
    address: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    trade: str = ""
    revenue: str = ""
    revenue_year: str = ""
    rd_invest: str = ""
    title: str = ""
    keywords: tuple[str, ...] = ()
    kinds: tuple[Box, ...] = ()
    fields: tuple[Box, ...] = ()
    industry: str = ""
    urgency: tuple[Box, ...] = ()
    background: str = ""
    problem: str = ""
    indicators: tuple[Indicator, ...] = ()
    existing_base: str = ""
    constraints: str = ""
    budget: str = ""
    negotiable: bool = False
    deadline: str = ""
    valid_to: str = ""
    coop_modes: tuple[Box, ...] = ()
    ip_wishes: tuple[Box, ...] = ()
    wish_unit: str = ""
    wish_expert: str = ""
    partner_req: str = ""
    publication: tuple[Box, ...] = ()
    collector: str = ""
    collector_phone: str = ""
    files: tuple[str, ...] = ()
    firm_sign: Signature = field(default_factory=Signature)
    opinion: Opinion = field(default_factory=Opinion)


@dataclass(frozen=True, slots=True)
class Document:
    """A finished file: its bytes, pages (1 for a workbook) and a name to suggest, ending included."""

    data: bytes
    pages: int
    name: str
