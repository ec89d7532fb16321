"""Needs: quantified, de-identified, not asked twice (V15 to V17, domain.md 2.9 and 4.9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from commissioner_app.domain import credit_code, naming, texts
from commissioner_app.domain.kind import Answers, Kind
from commissioner_app.domain.need_states import CLOSED_STATES
from commissioner_app.domain.rules.reading import codes, items, text
from commissioner_app.domain.rules.rule import Context, Problem, Rule

NEED: Final = frozenset({"need"})
ALIKE: Final = 0.85
PHONE_IN_TEXT: Final = re.compile(r"(?<!\d)(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}-?\d{7,8})(?!\d)")
NAMED: Final = "P2"


def no_indicator(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V15: no indicator with a target that holds a number."""
    for item in items(answers, "indicators"):
        if text(item, "ind_name") and re.search(r"\d", str(item.get("ind_target", ""))):
            return
    yield Problem("indicators")


def identifies(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V16: on publication, what names the firm in its public text. Published under its name (P2) only phones count."""
    if context.action not in ("publish", "push"):
        return
    for field in ("public_title", "public_text"):
        shown = text(answers, field)
        for what in _traces(shown, answers, context) if shown else ():
            yield Problem(field, {"what": what})


def _traces(shown: str, answers: Answers, context: Context) -> Iterator[str]:
    yield from (match.group() for match in PHONE_IN_TEXT.finditer(shown))
    if text(answers, "public_level") == NAMED:
        return
    host = context.host or {}
    plain = texts.comparable(shown)
    name = text(host, "host_name") or text(answers, "host_name")
    words = [name, text(host, "legal_rep"), text(host, "contact_name"), text(answers, "contact"), text(host, "address")]
    short = naming.trade_name(name, _places(context))
    words += [short if len(short) >= 3 else "", *context.trademarks]
    seen: set[str] = set()
    for word in words:
        folded = texts.comparable(word)
        if len(folded) >= 2 and folded in plain and folded not in seen:
            seen.add(folded)
            yield word
    yield from (shown[start:end] for start, end in credit_code.find_all(shown.upper()))


def _places(context: Context) -> Iterator[str]:
    """The cities and counties, with and without 市, 县, 区."""
    for list_id in ("L_CITY", "L_COUNTY") if context.lists else ():
        code_list = context.lists.get(list_id) if context.lists else None
        for item in code_list.items if code_list else ():
            yield item.zh
            yield item.zh[:-1]


def nothing_public(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """N01: to be published, but without public title and text."""
    if context.action in ("publish", "push") and text(answers, "public_level") != "P0":
        for field in ("public_title", "public_text"):
            if not text(answers, field):
                yield Problem(field)


def not_for_publication(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """N02: the firm does not want it published."""
    if context.action == "publish" and text(answers, "public_level") == "P0":
        yield Problem("public_level")


def asked_twice(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V17: an open need of the same host with nearly the same title."""
    title, host = text(answers, "need_title"), text(answers, "host")
    for other in context.others:
        if other.get("id") == context.record_id or other.get("state") in CLOSED_STATES:
            continue
        same_host = bool(title and host) and text(other, "host") == host
        if same_host and texts.similarity(title, text(other, "need_title")) >= ALIKE:
            yield Problem("need_title", {"title": text(other, "need_title")})


def names_the_firm(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """N03: the firm's name in the title, which becomes public."""
    short = naming.trade_name(text(context.host or {}, "host_name") or text(answers, "host_name"), _places(context))
    if len(short) >= 3 and short in texts.comparable(text(answers, "need_title")):
        yield Problem("need_title")


def bounty_incomplete(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """N04: 揭榜挂帅 without the two statements the notices demand."""
    if "C12" in codes(answers, "coop_mode"):
        for field in ("selfsolve_no", "no_bad_credit"):
            if answers.get(field) is not True:
                yield Problem(field)


def expired(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """N05: its validity is over."""
    if "" < text(answers, "valid_to") < context.today.isoformat():
        yield Problem("valid_to")


RULES = (
    Rule("V15", "E", no_indicator, NEED),
    Rule("V16", "E", identifies, NEED),
    Rule("V17", "W", asked_twice, NEED),
    Rule("N01", "E", nothing_public, NEED),
    Rule("N02", "E", not_for_publication, NEED),
    Rule("N03", "W", names_the_firm, NEED),
    Rule("N04", "E", bounty_incomplete, NEED),
    Rule("N05", "W", expired, NEED),
)
