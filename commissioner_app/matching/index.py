"""The resources of a laptop, prepared once so that a need can be asked for while it is typed.

A term counts by how few of the resources have it. That weight depends on the resources that have the term alone, not
on how many others there are: a resource that shares nothing with a need changes nothing in its ranking.
"""

from __future__ import annotations

import math
from array import array
from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop
from typing import Any, Final

from commissioner_app.errors import InputError
from commissioner_app.matching.evidence import industry_shift, most_besides_industry, weigh
from commissioner_app.matching.explain import shared_words
from commissioner_app.matching.lexicon import Lexicon, lexicon
from commissioner_app.matching.profiles import Profile, need_profile, resource_profile
from commissioner_app.matching.reasons import Reason
from commissioner_app.matching.text import plain_title, terms

_SATURATION: Final = 2.0
_LONG: Final = 250.0
# How much a word of the need counts that no resource has: it lowers all alike.
_UNSEEN: Final = 0.3
_INDUSTRY_ALONE: Final = 0.05
_BEST_INEXACT: Final = 0.98
_LEAST_SHOWN: Final = 0.01
_STRONG_FIELD: Final = 2.0
# Scores are rounded to four digits.
_ROUNDING: Final = 0.0001

# Score, number of the resource, reasons that are not words.
Judged = tuple[float, int, tuple[Reason, ...]]


@dataclass(frozen=True, slots=True)
class Match:
    """A resource that fits a need: ``score`` 0..1, reasons strongest first."""

    id: str
    score: float
    reasons: tuple[Reason, ...]


class _Postings:
    """The resources that have a term and how much they say with it; packed, or a big library would not stay in cache."""

    __slots__ = ("numbers", "parts")

    def __init__(self) -> None:
        self.numbers = array("I")
        self.parts = array("d")

    def add(self, number: int, part: float) -> None:
        self.numbers.append(number)
        self.parts.append(part)


class ResourceIndex:
    """Resources by their terms.

    Raises ``InputError("match_input")`` for a resource without an id, ``InputError("match_twice")`` for one given twice.
    """

    def __init__(self, resources: Iterable[Mapping[str, Any]]) -> None:
        self._words: Lexicon = lexicon()
        self._profiles = sorted((resource_profile(resource, self._words) for resource in resources), key=lambda p: p.id)
        for one, next_one in zip(self._profiles, self._profiles[1:], strict=False):
            if one.id == next_one.id:
                raise InputError("match_twice", id=one.id)
        self._postings: dict[str, _Postings] = defaultdict(_Postings)
        self._terms: list[frozenset[str]] = []
        self._by_title: dict[str, list[int]] = defaultdict(list)
        self._by_industry: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(self._profiles):
            self._add(number, entry)

    def __len__(self) -> int:
        return len(self._profiles)

    def _add(self, number: int, entry: Profile) -> None:
        weights = _weights(entry, self._words)
        length = 0.75 + 0.25 * sum(weights.values()) / _LONG
        for term, weight in weights.items():
            self._postings[term].add(number, weight / (weight + _SATURATION * length))
        self._terms.append(frozenset(weights))
        if entry.title:
            self._by_title[plain_title(entry.title)].append(number)
        for code in entry.industries:
            self._by_industry[code].append(number)

    def search(self, need: Mapping[str, Any], top: int = 6, *, month: int | None = None) -> list[Match]:
        """The best resources for a need, best first, ties by id. ``month``: when somebody is wanted, if it matters."""
        asked = need_profile({"id": "?", **need}, self._words)
        judged = self._best(asked, top, month) if top > 0 else []
        return [
            Match(self._profiles[number].id, score, self._reasons(asked, number, reasons))
            for score, number, reasons in judged
            if score >= _LEAST_SHOWN
        ]

    def _best(self, asked: Profile, top: int, month: int | None) -> list[Judged]:
        """Judge resources in the order of the most they can reach, until none left can come among the first ``top``."""
        exact = set(self._by_title.get(plain_title(asked.title), ()))
        judged = sorted((self._judged(asked, number, 1.0, True, month) for number in exact), key=_order)
        shares = self._shares(asked)
        waiting = self._by_reach(asked, shares)
        while waiting:
            reach, number = heappop(waiting)
            if len(judged) >= top and -reach < judged[top - 1][0]:
                break
            if number not in exact:
                insort(judged, self._judged(asked, number, shares.get(number, 0.0), False, month), key=_order)
        return judged[:top]

    def _by_reach(self, asked: Profile, shares: Mapping[int, float]) -> list[tuple[float, int]]:
        """A heap of (minus the highest possible score, number) of all that share a word or the industry."""
        besides = 1.0 + most_besides_industry(asked)
        shifts: dict[tuple[frozenset[str], bool], float] = {}
        found = {number for code in asked.industries for number in self._by_industry.get(code, ())}
        heap = [(-_INDUSTRY_ALONE - _ROUNDING, number) for number in found - shares.keys()]
        for number, share in shares.items():
            resource = self._profiles[number]
            key = (resource.industries, resource.named_industry)
            shift = shifts.get(key)
            if shift is None:
                shift = shifts[key] = industry_shift(asked, resource, self._words)
            alone = _INDUSTRY_ALONE if number in found else 0.0
            heap.append((-(math.sqrt(share) * (besides + shift) + alone + _ROUNDING), number))
        heapify(heap)
        return heap

    def _shares(self, asked: Profile) -> dict[int, float]:
        """For each resource that has any of the need's terms the share of their weight that it covers, 0..1."""
        sums = [0.0] * len(self._profiles)
        whole = 0.0
        for term, weight in sorted(_weights(asked, self._words).items()):
            asked_weight = math.sqrt(weight)
            postings = self._postings.get(term)
            if not postings:
                whole += asked_weight * _UNSEEN
                continue
            rare = asked_weight / (1.0 + math.log(len(postings.numbers)))
            whole += rare
            for number, part in zip(postings.numbers, postings.parts, strict=True):
                sums[number] += rare * part
        return {number: value / whole for number, value in enumerate(sums) if value}

    def _judged(self, asked: Profile, number: int, share: float, exact: bool, month: int | None) -> Judged:
        evidence = weigh(asked, self._profiles[number], self._words, month)
        score = math.sqrt(share) * (1 + evidence.shift) + (_INDUSTRY_ALONE if evidence.same_industry else 0.0)
        score = 1.0 if exact else min(max(score, 0.0), _BEST_INEXACT)
        return round(score, 4), number, evidence.reasons

    def _reasons(self, asked: Profile, number: int, soft: tuple[Reason, ...]) -> tuple[Reason, ...]:
        words, concepts = shared_words(asked, self._terms[number], self._words)
        found = [Reason("words", (("words", words),))] if words else []
        found += [Reason("concept", (("words", concepts),))] if concepts else []
        return (*found, *soft)


def _order(judged: Judged) -> tuple[float, int]:
    """Best first; resources are numbered in the order of their ids."""
    return -judged[0], judged[1]


def _weights(entry: Profile, words: Lexicon) -> dict[str, float]:
    """The terms of a need or resource, each with the weight of the fields it stands in."""
    weights: dict[str, float] = {}
    for text, field_weight in entry.texts:
        for term, weight in terms(text, words, singles=field_weight >= _STRONG_FIELD):
            weights[term] = weights.get(term, 0.0) + field_weight * weight
    return weights
