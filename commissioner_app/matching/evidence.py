"""Everything but the words: industry, field, place, cooperation, time. It shifts a score a little and never excludes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from commissioner_app.matching.lexicon import Lexicon
from commissioner_app.matching.profiles import Profile
from commissioner_app.matching.reasons import Reason

_SAME_INDUSTRY: Final = 0.15
_NEAR_INDUSTRY: Final = 0.05
_OTHER_INDUSTRY: Final = -0.12
_SAME_FIELD: Final = 0.04
_SERVES_COUNTY: Final = 0.05
_OTHER_COUNTY: Final = -0.06
_SAME_COOP: Final = 0.04
_FITTING_KIND: Final = 0.04
_NOT_THEN: Final = -0.05
_UNAVAILABLE: Final = -0.3
# Which sort of resource answers which category of need (L_NEEDKIND to L_RESTYPE).
_KINDS: Final[dict[str, str]] = {
    "N3": "achievement",
    "N5": "achievement",
    "N6": "platform",
    "N7": "achievement",
    "N8": "achievement",
    "N9": "expert",
    "N10": "expert",
    "N11": "expert",
    "N12": "platform",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """The shift of the score (a share of it) and why."""

    shift: float
    reasons: tuple[Reason, ...]
    same_industry: bool


def weigh(need: Profile, resource: Profile, words: Lexicon, month: int | None) -> Evidence:
    """Compare what both declare; what either leaves open counts nothing."""
    shift, reasons = _industry(need, resource, words)
    same_industry = bool(need.industries & resource.industries)
    if need.fields & resource.fields:
        shift += _SAME_FIELD
        reasons.append(Reason("field"))
    if need.counties and resource.counties:
        serves = bool(need.counties & resource.counties)
        shift += _SERVES_COUNTY if serves else _OTHER_COUNTY
        reasons.append(Reason("county" if serves else "county_other"))
    if need.coop_modes & resource.coop_modes:
        shift += _SAME_COOP
        reasons.append(Reason("coop"))
    if resource.kind and _KINDS.get(need.kind) == resource.kind:
        shift += _FITTING_KIND
        reasons.append(Reason("kind"))
    if month and resource.months and month not in resource.months:
        shift += _NOT_THEN
        reasons.append(Reason("month_other"))
    if not resource.available:
        shift += _UNAVAILABLE
        reasons.append(Reason("unavailable"))
    return Evidence(shift, tuple(reasons), same_industry)


def _industry(need: Profile, resource: Profile, words: Lexicon) -> tuple[float, list[Reason]]:
    mine, theirs = need.industries, resource.industries
    shift = industry_shift(need, resource, words)
    if shift == _SAME_INDUSTRY:
        return shift, [Reason("industry", (("codes", tuple(sorted(mine & theirs))),))]
    if shift == _NEAR_INDUSTRY:
        return shift, [Reason("industry_near", (("codes", tuple(sorted(theirs))),))]
    return shift, []


def industry_shift(need: Profile, resource: Profile, words: Lexicon) -> float:
    """What the industries alone add or take."""
    mine, theirs = need.industries, resource.industries
    if not mine or not theirs:
        return 0.0
    if mine & theirs:
        return _SAME_INDUSTRY
    if words.related(mine, theirs):
        return _NEAR_INDUSTRY
    # What was only read out of a text is no ground for holding something against it.
    return _OTHER_INDUSTRY if need.named_industry and resource.named_industry else _OTHER_INDUSTRY / 2


def most_besides_industry(need: Profile) -> float:
    """The most that everything else can add for this need."""
    most = _SAME_FIELD if need.fields else 0.0
    most += _SERVES_COUNTY if need.counties else 0.0
    most += _SAME_COOP if need.coop_modes else 0.0
    return most + (_FITTING_KIND if need.kind in _KINDS else 0.0)
