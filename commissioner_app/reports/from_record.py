"""Sheets out of records: which answer goes to which place of a form (domain.md 2.2, 2.9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from commissioner_app.domain.need import KIND as NEED
from commissioner_app.domain.record import Record
from commissioner_app.domain.visit import KIND as VISIT
from commissioner_app.domain.visit_counters import COUNTERS
from commissioner_app.i18n import Language, tr
from commissioner_app.reports.answers import Reader, Sources, digest
from commissioner_app.reports.data import (
    Counter,
    FollowUp,
    Indicator,
    NeedSheet,
    Opinion,
    Photo,
    Signature,
    VisitSheet,
)
from commissioner_app.reports.formats import money_wan, number

_VISIT_SILENT: Final = frozenset({"county", "town", "rec_no", "host_name", "is_3area", "kjfwts", "photos"})
# What offices add later for publication is not part of the form that the firm signs.
_NEED_SILENT: Final = frozenset(
    {"county", "host_name", "commit", "public_title", "public_text", "publish_channel", "close_reason"}
)
_SIGNS: Final = {"ge": "≥", "gt": ">", "eq": "=", "le": "≤", "lt": "<"}
_PICTURES: Final = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff")


def visit_sheet(record: Record, sources: Sources, lang: Language = "zh") -> VisitSheet:
    """The service record of a visit."""
    read = Reader(VISIT, record, sources, lang)
    answers = record.answers
    day = str(answers.get("start_at", ""))[:10]
    host = sources.host
    return VisitSheet(
        lang=lang,
        state=read.state(),
        rec_no=read.text("rec_no"),
        digest=digest(record),
        county=read.label("L_COUNTY", answers.get("county") or host.get("county")),
        filled_on=record.created_at[:10],
        commissioner=_fact(sources.writer, "name"),
        unit=_fact(sources.writer, "unit"),
        phone=_fact(sources.writer, "mobile"),
        roles=read.boxes_of("L_STCKIND", sources.appointment.get("stc_kind"), day=day),
        host=read.text("host_name") or _fact(host, "host_name"),
        host_type=read.label("L_HOST_TYPE", read.raw("host_type") or host.get("host_type")),
        industry=read.label("L_INDUSTRY", host.get("industry_main")),
        place=_place(read),
        position=read.position("gps"),
        start_at=read.text("start_at"),
        end_at=read.text("end_at"),
        service_days=read.text("service_days"),
        travel_days=read.text("travel_days"),
        modes=read.boxes("mode", day=day),
        purposes=read.boxes("purpose", day=day),
        service_types=read.boxes("service_types", day=day),
        companions=read.text("companions"),
        met_persons=read.text("met_persons"),
        problem=read.text("problem_desc"),
        advice=read.text("advice_given"),
        content=read.text("content"),
        effect=read.text("effect"),
        counters=_counters(read),
        materials=read.text("materials"),
        samples=_samples(read),
        needs=tuple(sources.needs),
        followups=_followups(read),
        next_visit_on=read.text("next_visit_on"),
        host_opinion=_host_opinion(read),
        host_sign=Signature(read.image("host_sign"), signed_on=_signed_on(read, "host_sign", day)),
        own_sign=Signature(read.image("stc_sign"), signed_on=_signed_on(read, "stc_sign", day)),
        review=Opinion(read.text("review_opinion"), sources.reviewer, read.text("reviewed_at")),
        photos=(*_photos(read, "photos"), *_scans(read)),
        extras=(*sources.extras, *read.leftovers(_VISIT_SILENT)),
    )


def need_sheet(record: Record, sources: Sources, lang: Language = "zh") -> NeedSheet:
    """The collection form of a technology need."""
    read = Reader(NEED, record, sources, lang)
    answers, host = record.answers, sources.host
    day = str(answers.get("collected_on") or record.created_at)[:10]
    return NeedSheet(
        lang=lang,
        state=read.state(),
        rec_no=read.text("need_no"),
        digest=digest(record),
        county=read.label("L_COUNTY", answers.get("county") or host.get("county")),
        filled_on=read.text("collected_on") or record.created_at[:10],
        host=read.text("host_name") or _fact(host, "host_name"),
        uscc=_fact(host, "uscc"),
        address=_fact(host, "address"),
        contact=read.text("contact") or _fact(host, "contact_name"),
        phone=read.text("phone") or _fact(host, "contact_phone"),
        email=read.text("email") or _fact(host, "email"),
        trade=_trade(read),
        revenue=money_wan(host.get("revenue_last_wan")),
        revenue_year=_fact(host, "revenue_year"),
        rd_invest=money_wan(host.get("rd_invest_wan")),
        title=read.text("need_title"),
        keywords=read.tags("keywords"),
        kinds=read.boxes("need_kind", day=day),
        fields=read.boxes("tech_field", day=day),
        industry=read.label("L_INDUSTRY", read.raw("industry")),
        urgency=read.boxes("urgency", day=day),
        background=read.text("background"),
        problem=read.text("problem"),
        indicators=tuple(_indicator(read, item) for item in read.items("indicators")),
        existing_base=read.text("existing_base"),
        constraints=read.text("constraints"),
        budget=money_wan(read.raw("budget_wan")),
        negotiable=bool(read.raw("budget_open")),
        deadline=read.text("deadline"),
        valid_to=read.text("valid_to"),
        coop_modes=read.boxes("coop_mode", day=day),
        ip_wishes=read.boxes("ip_wish", day=day),
        wish_unit=read.text("wish_unit"),
        wish_expert=read.text("wish_expert"),
        partner_req=read.text("partner_req"),
        publication=read.boxes("public_level", day=day),
        collector=_fact(sources.writer, "name"),
        collector_phone=_fact(sources.writer, "mobile"),
        files=_files(read),
        firm_sign=Signature(read.image("firm_sign"), signed_on=_signed_on(read, "firm_sign", day)),
        photos=_photos(read, "attach", item_name="file", note_name="note"),
        extras=(*sources.extras, *read.leftovers(_NEED_SILENT)),
    )


def _fact(answers: Mapping[str, Any], name: str) -> str:
    return number(answers.get(name))


def _place(read: Reader) -> str:
    """Township and place; the township is not said twice."""
    town, place = read.label("L_TOWN", read.raw("town")), read.text("place")
    return place if not town or town in place else f"{town} {place}".strip()


def _trade(read: Reader) -> str:
    code = _fact(read.sources.host, "gb4754")
    label = read.label("L_GB4754", code)
    return label if label == code else f"{code} {label}"


def _counters(read: Reader) -> tuple[Counter, ...]:
    """Counters above nothing; the service days stand elsewhere on the form."""
    counted = []
    for declared in COUNTERS:
        value = read.raw(declared.name)
        if declared.name != "kjfwts" and isinstance(value, int | float) and value:
            counted.append(
                Counter(declared.zh if read.lang == "zh" else declared.en, number(value), read.unit(declared))
            )
    return tuple(counted)


def _samples(read: Reader) -> tuple[str, ...]:
    declared = VISIT.field("sample_taken")
    value = read.raw("sample_taken")
    return tuple(filter(None, read.worded(declared, value).split("\n"))) if declared else ()


def _followups(read: Reader) -> tuple[FollowUp, ...]:
    return tuple(
        FollowUp(
            _fact(item, "what"),
            _fact(item, "who"),
            _fact(item, "due_on"),
            read.label("L_FOLLOWSTATE", item.get("follow_state")),
        )
        for item in read.items("followups")
    )


def _host_opinion(read: Reader) -> str:
    """The host's evaluation in one paragraph: marks, then the words."""
    marks = []
    for declared in VISIT.fields:
        if declared.name.startswith("eval_") and declared.name != "eval_opinion":
            worded = read.worded(declared, read.raw(declared.name))
            if worded:
                marks.append(f"{declared.zh if read.lang == 'zh' else declared.en} {worded}")
    return "\n".join(filter(None, (tr("report.list_mark", read.lang).join(marks), read.text("eval_opinion"))))


def _indicator(read: Reader, item: Mapping[str, Any]) -> Indicator:
    name, now, target, unit = (_fact(item, key) for key in ("ind_name", "ind_now", "ind_target", "ind_unit"))
    symbol = item.get("ind_symbol")
    # "at least", "range" are words of the form; on paper the sign itself stands.
    sign = _SIGNS.get(str(symbol)) or read.label("L_INDSYMBOL", symbol)
    return Indicator(name, sign, now, target, unit)


def _signed_on(read: Reader, name: str, day: str) -> str:
    """A signature on the screen was given on the day of the visit; on paper the date is written by hand."""
    return day if read.record.answers.get(name) else ""


def _photos(read: Reader, name: str, *, item_name: str = "photo", note_name: str = "caption") -> tuple[Photo, ...]:
    return tuple(
        Photo(read.sources.load(file) or b"", _fact(item, note_name), _fact(item, "taken_at"))
        for item in read.items(name)
        if (file := str(item.get(item_name) or "")).lower().endswith(_PICTURES)
    )


def _scans(read: Reader) -> tuple[Photo, ...]:
    """Scans of the paper log, printed like photos."""
    value = read.raw("log_scan")
    names = value if isinstance(value, list) else [value]
    declared = VISIT.field("log_scan")
    caption = (declared.zh if read.lang == "zh" else declared.en) if declared else ""
    return tuple(
        Photo(read.sources.load(name) or b"", caption)
        for name in names
        if isinstance(name, str) and name.lower().endswith(_PICTURES)
    )


def _files(read: Reader) -> tuple[str, ...]:
    """Attachments that are no pictures, by their notes."""
    return tuple(
        f"{number_}. {_fact(item, 'note') or file.rpartition('.')[2].upper()}"
        for number_, item in enumerate(read.items("attach"), 1)
        if (file := str(item.get("file") or "")) and not file.lower().endswith(_PICTURES)
    )
