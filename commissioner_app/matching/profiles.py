"""What ranking reads of a need or a resource, whatever its fields are called (domain.md 2.9, 2.11).

Known fields have their weights; any other text counts a little; codes, contacts, dates and files do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from commissioner_app.errors import InputError
from commissioner_app.matching.lexicon import UNKNOWN_INDUSTRY, Lexicon

_OTHER: Final = 0.35
_STRONG: Final = 3.0
NEED_WEIGHTS: Final[dict[str, float]] = {
    "keywords": _STRONG,
    "problem": 1.6,
    "problem_desc": 1.6,
    "background": 0.8,
    "content": 0.8,
    "need_brief": 1.2,
    "tech_field": 0.5,
    "industry": 0.5,
    "indicators": 0.6,
    "advice_given": 0.6,
    "existing_base": 0.25,
    "constraints": 0.25,
}
_RESOURCE_SORTS: Final = {"成果": "achievement", "专家": "expert", "平台": "platform", "设备": "platform"}
RESOURCE_WEIGHTS: Final[dict[str, float]] = {
    "keywords": _STRONG,
    "expertise": 2.0,
    "application": 1.6,
    "test_items": 1.6,
    "fields": 1.2,
    "intro": 1.0,
    "summary": 1.0,
    "description": 1.0,
    "indicators_text": 0.7,
    "tech_field": 0.5,
    "tech_fields": 0.5,
    "industries": 0.5,
    "industry": 0.5,
    "unit": 0.25,
}
_TITLES: Final = ("need_title", "resource_title", "resource_name", "res_name", "name", "title")
_KEYWORDS: Final = frozenset({"keyword", "tags", "tag", "keywords"})
_SILENT = re.compile(
    r"(^|_)(id|ids|rev|state|phone|mobile|email|contact|contact_name|contact_way|county|counties|town|writer|team|host"
    r"|host_name|source|source_visit|consent|photos?|attach|files?|gps|year|need_no|rec_no|ip_no|cma_no|cnas_no|kind"
    r"|need_kind|resource_type|coop_mode|urgency|public_level|ip_wish|ip_kinds|trl|owner_name|person)$"
)
_MEANINGLESS = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{20,}|[0-9a-f]{64}\.\w+|\d{4}-\d\d-\d\d.*|[A-Z]{1,3}\d{1,6}|[\d.,:+\-/ %]+|https?://\S+"
)


@dataclass(frozen=True, slots=True)
class Profile:
    """A need or a resource as ranking sees it. ``texts``: (text, weight), the title first."""

    id: str
    title: str
    texts: tuple[tuple[str, float], ...]
    keywords: tuple[str, ...]
    industries: frozenset[str]
    named_industry: bool
    fields: frozenset[str]
    counties: frozenset[str]
    coop_modes: frozenset[str]
    kind: str
    months: frozenset[int]
    available: bool


def need_profile(source: Mapping[str, Any], words: Lexicon) -> Profile:
    """Read a need. Raises ``InputError("match_input")`` where it has no id."""
    return _profile(source, NEED_WEIGHTS, words, counties=("county",), kinds=("need_kind",))


def resource_profile(source: Mapping[str, Any], words: Lexicon) -> Profile:
    """Read a resource. Raises ``InputError("match_input")`` where it has no id."""
    return _profile(
        source, RESOURCE_WEIGHTS, words, counties=("counties", "service_counties"), kinds=("resource_type", "type")
    )


def _profile(
    source: Mapping[str, Any],
    weights: Mapping[str, float],
    words: Lexicon,
    *,
    counties: Sequence[str],
    kinds: Sequence[str],
) -> Profile:
    """A record (``answers`` inside) or its answers with an ``id``."""
    answers = source.get("answers")
    facts: dict[str, Any] = {**source, **answers} if isinstance(answers, Mapping) else dict(source)
    facts.pop("answers", None)
    identity = source.get("id")
    if not isinstance(identity, str) or not identity:
        raise InputError("match_input", field="id")
    title_key = next((key for key in _TITLES if isinstance(facts.get(key), str) and facts[key].strip()), "")
    title = str(facts.pop(title_key, "")).strip()
    keywords = tuple(word for key in sorted(facts) if key in _KEYWORDS for word in _words(facts[key]))
    texts = ((title, _STRONG), *_texts(facts, weights)) if title else tuple(_texts(facts, weights))
    named = _industries(facts, words)
    return Profile(
        id=identity,
        title=title,
        texts=texts,
        keywords=keywords,
        industries=named or words.industries_in(" ".join((title, *keywords))),
        named_industry=bool(named),
        fields=_codes(facts, "tech_field", "tech_fields"),
        counties=_codes(facts, *counties),
        coop_modes=_codes(facts, "coop_mode", "coop_modes") - {"C13"},
        kind=_kind(facts, kinds),
        months=frozenset(int(m) for m in _codes(facts, "available_months") if m.isdigit() and 1 <= int(m) <= 12),
        available=facts.get("available") is not False and facts.get("state") not in {"3", "4", "inactive"},
    )


def _texts(facts: Mapping[str, Any], weights: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    for key in sorted(facts):
        weight = _STRONG if key in _KEYWORDS else weights.get(key, _OTHER)
        if key not in weights and key not in _KEYWORDS and (_SILENT.search(key) or key.endswith(("_on", "_at"))):
            continue
        for text in _strings(facts[key]):
            if not _MEANINGLESS.fullmatch(text):
                yield text, weight


def _strings(value: Any) -> Iterator[str]:
    """Every text inside a JSON value; of an object, all but what is silent."""
    if isinstance(value, str):
        if value.strip():
            yield value.strip()
    elif isinstance(value, Mapping):
        for key in sorted(value, key=str):
            if not _SILENT.search(str(key)):
                yield from _strings(value[key])
    elif isinstance(value, Sequence):
        for item in value:
            yield from _strings(item)


def _words(value: Any) -> Iterator[str]:
    for text in _strings(value):
        yield from (part.strip() for part in re.split(r"[、,，;；\n]+", text) if part.strip())


def _codes(facts: Mapping[str, Any], *keys: str) -> frozenset[str]:
    return frozenset(text for key in keys for text in _strings(facts.get(key)))


def _kind(facts: Mapping[str, Any], keys: Sequence[str]) -> str:
    """Category of a need or sort of a resource, as a code."""
    given = next((text for key in keys for text in _strings(facts.get(key))), "")
    return next((code for word, code in _RESOURCE_SORTS.items() if word in given), given)


def _industries(facts: Mapping[str, Any], words: Lexicon) -> frozenset[str]:
    given = (words.industry_code(text) for text in _codes(facts, "industry", "industries", "industry_main"))
    return frozenset(code for code in given if code and code != UNKNOWN_INDUSTRY)
