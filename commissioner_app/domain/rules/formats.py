"""Formats of single fields: phones, e-mail, names, licences, patents (domain.md 5.4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from commissioner_app.domain import phones, texts
from commissioner_app.domain.kind import Answers, FieldType, Kind
from commissioner_app.domain.rules.reading import observed, text
from commissioner_app.domain.rules.rule import Context, Problem, Rule, Words

PERSON_FIELDS: Final = frozenset({"legal_rep", "contact_name", "contact", "leader", "secretary", "name"})


def phone(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """F01: no mobile, landline or 400 number."""
    for field in kind.fields:
        typed = text(answers, field.name)
        if field.type is FieldType.PHONE and typed and phones.kind(phones.normalise(typed)) is None:
            yield Problem(field.name, {"label": Words(field.zh, field.en)})


def email(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """F02: no e-mail address."""
    for field in kind.fields:
        typed = text(answers, field.name)
        if field.type is FieldType.EMAIL and typed and not phones.is_email(typed):
            yield Problem(field.name, {"label": Words(field.zh, field.en)})


def person(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """F03: a person's name that cannot be one."""
    for field in kind.fields:
        typed = text(answers, field.name)
        if field.name in PERSON_FIELDS and field.type is FieldType.TEXT and typed and not texts.is_person_name(typed):
            yield Problem(field.name, {"label": Words(field.zh, field.en)})


def private_use(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """F04: characters of old fonts that no other computer shows."""
    for field in kind.fields:
        if texts.PRIVATE_USE.search(text(answers, field.name)):
            yield Problem(field.name, {"label": Words(field.zh, field.en)})


def organisation(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """F05: an organisation's name that is too short; households and growers go by a person's name."""
    name = text(answers, "host_name")
    if name and text(answers, "host_type") not in ("H06", "H11") and not texts.is_organisation_name(name):
        yield Problem("host_name")


def food_licence(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """F06: a food licence is SC and 14 digits."""
    key, value = observed(answers, "sc_no")
    if isinstance(value, str) and value and not texts.is_food_licence(value):
        yield Problem(key)


def patent(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """F07: a patent number whose check character is wrong."""
    for part in text(answers, "ip_no").replace("、", " ").replace("，", " ").split():
        if texts.patent_ok(part) is False:
            yield Problem("ip_no", {"number": part})


RULES = (
    Rule("F01", "E", phone),
    Rule("F02", "E", email),
    Rule("F03", "W", person),
    Rule("F04", "E", private_use),
    Rule("F05", "W", organisation, frozenset({"host"})),
    Rule("F06", "W", food_licence, frozenset({"visit"})),
    Rule("F07", "W", patent, frozenset({"resource"})),
)
