"""Photos and wording that do not belong to this visit, and what must not be here at all (V23 to V29)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from commissioner_app.domain import dates, identity, positions, texts
from commissioner_app.domain.kind import Answers, Kind
from commissioner_app.domain.record import attachment_names
from commissioner_app.domain.rules.reading import observed, observed_number, text
from commissioner_app.domain.rules.reading import texts as typed_texts
from commissioner_app.domain.rules.rule import Context, PhotoFacts, Problem, Rule, Words
from commissioner_app.domain.searching import folded

VISIT: Final = frozenset({"visit"})
PHOTO_FAR_M: Final = 5_000
COPIED: Final = 0.9
COPY_LENGTH: Final = 20
MORTALITY_PCT: Final = 5
ADVICE_FIELDS: Final = ("advice_given", "content", "materials")


def photo_elsewhere(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V23: taken more than a day off, or more than 5 km away."""
    for name in attachment_names(answers.get("photos")):
        facts = context.photos.get(name)
        if facts and (_other_day(answers, facts) or _other_place(answers, facts, context)):
            yield Problem("photos", {"photo": name})


def _other_day(answers: Answers, facts: PhotoFacts) -> bool:
    taken = dates.day_of(facts.taken_at)
    first, last = (dates.day_of(text(answers, key)) for key in ("start_at", "end_at"))
    if not taken or not first:
        return False
    day = timedelta(days=1)
    return not first - day <= taken <= (last or first) + day


def _other_place(answers: Answers, facts: PhotoFacts, context: Context) -> bool:
    here = positions.point_of(answers.get("gps")) or positions.point_of((context.host or {}).get("gps"))
    return bool(here and facts.position and positions.distance_m(here, facts.position) > PHOTO_FAR_M)


def photo_used_before(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V24."""
    for name in attachment_names(answers.get("photos")):
        facts = context.photos.get(name)
        if facts and set(facts.other_records) - {context.record_id}:
            yield Problem("photos", {"photo": name})


def copied_text(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V25: the summary is nearly that of another visit of the same person."""
    content = text(answers, "content")
    if len(content) < COPY_LENGTH:
        return
    for other in context.others:
        copy = text(other, "content")
        # So alike is never of very different length; this keeps a year of visits fast.
        if other.get("id") == context.record_id or not 0.7 < len(copy) / len(content) < 1.4:
            continue
        if texts.similarity(content, copy) >= COPIED:
            day = text(other, "start_at")[:10]
            yield Problem("content", {"name": text(other, "host_name") or "—", "day": day or "—"})
            return


def notifiable_disease(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V26: an animal disease that must be reported at once to the local authority; the program only says so."""
    diseases = context.lists.get("L_PEST") if context.lists else None
    for key, value in answers.items() if diseases else ():
        for item in value if isinstance(value, list) else ():
            code = item.get("pest", "") if isinstance(item, dict) else item
            found = diseases.get(str(code)) if diseases else None
            if found and found.extra.get("cls", "").endswith("R"):
                yield Problem(key, {"label": Words(found.zh, found.en)})


def high_mortality(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V26M: more than 5 % of the animals died within 30 days."""
    dead = observed_number(answers, "death_pct_30d")
    if dead is not None and dead > MORTALITY_PCT:
        yield Problem(observed(answers, "death_pct_30d")[0])


def banned_pesticide(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V27: a banned or restricted substance named in advice; asks to check, never forbids."""
    banned = context.lists.get("L_BANNED") if context.lists else None
    for key in ADVICE_FIELDS if banned else ():
        said = folded(text(answers, key))
        for item in banned.items if said and banned else ():
            if folded(item.zh) in said:
                yield Problem(key, {"label": Words(item.zh, item.en)})


def identity_number(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V28."""
    for key, value in typed_texts(answers):
        if identity.has_identity_number(value):
            yield Problem(key)


def bank_card(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V28B: only a warning, because other long numbers pass the check by chance (5.3)."""
    for key, value in typed_texts(answers):
        if identity.has_bank_card(value):
            yield Problem(key)


def marked_secret(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V29: a mark of secrecy in a text or the name of a file."""
    for key, value in typed_texts(answers):
        if texts.has_secrecy_mark(value):
            yield Problem(key)
    if any(texts.has_secrecy_mark(name) for name in context.attachment_names):
        yield Problem()


RULES = (
    Rule("V23", "W", photo_elsewhere, VISIT),
    Rule("V24", "W", photo_used_before, frozenset({"visit", "activity"})),
    Rule("V25", "W", copied_text, VISIT),
    Rule("V26", "I", notifiable_disease, VISIT),
    Rule("V26M", "I", high_mortality, VISIT),
    Rule("V27", "W", banned_pesticide, VISIT),
    Rule("V28", "E", identity_number),
    Rule("V28B", "W", bank_card),
    Rule("V29", "E", marked_secret),
)
