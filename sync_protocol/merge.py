"""Two edits of one record become one: field by field, decided here and nowhere else, without any I/O.

Versions are plain objects as they travel: ``answers``, ``state``, ``form_id``, ``form_version``, ``deleted`` and
``conflicts`` (a list of objects of nine parts); further keys are passed over. A laptop merges what it edited while
others did; the server merges what came by hand, whose laptop is not there to be asked.

``base`` is the version both edits started from, ``theirs`` the one the server accepted first, ``mine`` the one of this
laptop. Edits of different fields, of different items of a repeat and of different choices of a list merge silently.
Where the same field was changed in both, theirs stands and mine goes into a conflict that travels to the server. Which
of two moves between states counts is not decided here but by role, by the server (``keeps``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import orjson

from sync_protocol.patches import is_repeat, same

STATE: Final = "@state"
MOVE_FIELDS: Final = frozenset({"reviewer", "reviewed_at", "review_opinion", "close_reason", "publish_channel"})
"""What is written with a move between states, and stands or falls with it."""
Side = Literal["mine", "theirs", ""]
Json = dict[str, Any]
NOTHING: Final[Json] = {
    "answers": {}, "state": "", "form_id": "", "form_version": "", "deleted": False, "conflicts": [],
}  # fmt: skip


class _Absent:
    """No answer; unlike None, which no answer is either, it never travels."""

    def __repr__(self) -> str:
        return "absent"


ABSENT: Final = _Absent()
_CLASH: Final = object()


@dataclass(frozen=True, slots=True)
class Hands:
    """Who made the two edits, and when (ISO)."""

    mine_by: str = ""
    mine_at: str = ""
    theirs_by: str = ""
    theirs_at: str = ""


NOBODY: Final = Hands()


@dataclass(frozen=True, slots=True)
class Merged:
    """The version that results, and the conflicts this merge opened (they are part of the version too)."""

    version: Json
    opened: list[Json]


@dataclass(frozen=True, slots=True)
class _Clash:
    field: str
    base: Any
    mine: Any
    theirs: Any


def merge(
    base: Mapping[str, Any] | None,
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    hands: Hands = NOBODY,
    *,
    keeps: Side = "",
) -> Merged:
    """Merge two edits of one version (None: both made the record anew).

    ``keeps`` says whose state stands, with all that was written as part of the move; while that is not known ("") two
    different moves are a conflict of ``@state``.

    Laws: ``merge(b, m, b) == m``, ``merge(b, b, t) == t``, ``merge(b, m, m) == m``; without a clash the order of the two
    edits does not matter (but for the order of added items); every value of ``mine`` is in the result or in a conflict.
    """
    start = NOTHING if base is None else base
    clashes: list[_Clash] = []
    ours, other = _with_the_move(start, mine, theirs, keeps)
    answers = _fields("", start["answers"], ours, other, clashes)
    state = _value(start["state"], mine["state"], theirs["state"])
    if keeps:
        state = mine["state"] if keeps == "mine" else theirs["state"]
    elif state is _CLASH:
        clashes.append(_Clash(STATE, start["state"], mine["state"], theirs["state"]))
        state = theirs["state"]
    form_id, form_version = _form(start, mine, theirs)
    known = _conflicts(start["conflicts"], mine["conflicts"], theirs["conflicts"])
    fresh = _fresh(clashes, hands, known)
    version: Json = {
        "answers": answers,
        "state": state,
        "form_id": form_id,
        "form_version": form_version,
        "deleted": _deleted(start, mine, theirs),
        "conflicts": [*known, *fresh],
    }
    return Merged(version, fresh)


def give_way(base: Mapping[str, Any], mine: Mapping[str, Any], hands: Hands = NOBODY) -> Merged:
    """What remains of an edit that came after review had locked the record: the server's version ``base`` stands, and
    every value of ``mine`` goes into a conflict. A deletion is given up: it was made without seeing the review."""
    clashes: list[_Clash] = []
    old, new = base["answers"], mine["answers"]
    for key in dict.fromkeys([*old, *new]):
        _contest(key, old.get(key), new.get(key), clashes)
    if mine["state"] != base["state"]:
        clashes.append(_Clash(STATE, base["state"], mine["state"], base["state"]))
    fresh = _fresh(clashes, hands, mine["conflicts"])
    return Merged({name: base[name] for name in NOTHING} | {"conflicts": [*mine["conflicts"], *fresh]}, fresh)


def _with_the_move(
    start: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any], keeps: Side
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The answers of both, in which what belongs to a move is that of the move that stands; where ``theirs`` did not
    move at all it merges like any other answer."""
    ours, other = mine["answers"], theirs["answers"]
    moved = theirs["state"] != start["state"] or other.get("reviewed_at") != start["answers"].get("reviewed_at")
    if not keeps or (keeps == "mine" and not moved):
        return ours, other
    stands = {name: value for name, value in (ours if keeps == "mine" else other).items() if name in MOVE_FIELDS}
    beside = ({name: value for name, value in one.items() if name not in MOVE_FIELDS} for one in (ours, other))
    one, two = (rest | stands for rest in beside)
    return one, two


def _fields(
    path: str, base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any], clashes: list[_Clash]
) -> dict[str, Any]:
    """Merge the answers of a record or of one item, in the order of theirs and then of mine."""
    result: dict[str, Any] = {}
    for key in dict.fromkeys([*theirs, *mine]):
        value = _field(path + key, base.get(key, ABSENT), mine.get(key, ABSENT), theirs.get(key, ABSENT), clashes)
        if value is not ABSENT:
            result[key] = value
    return result


def _field(path: str, base: Any, mine: Any, theirs: Any, clashes: list[_Clash]) -> Any:
    simple = _value(base, mine, theirs)
    if simple is not _CLASH:
        return simple
    three = [[] if value is ABSENT else value for value in (base, mine, theirs)]
    if all(map(_is_itemised, three)):
        return _items(path, three, clashes) or ABSENT
    if all(map(_is_set, three)):
        return _set(*three) or ABSENT
    clashes.append(_Clash(path, *(None if value is ABSENT else value for value in (base, mine, theirs))))
    return theirs


def _contest(path: str, stands: Any, mine: Any, clashes: list[_Clash]) -> None:
    """A clash for each field in which ``mine`` differs from what stands; a repeat item by item."""
    if same(stands, mine):
        return
    if not (_is_itemised(stands or []) and _is_itemised(mine or []) and (stands or mine)):
        clashes.append(_Clash(path, stands, mine, stands))
        return
    old, new = ({item["id"]: item for item in items or []} for items in (stands, mine))
    for one in dict.fromkeys([*old, *new]):
        if one in old and one in new:
            for name in dict.fromkeys([*old[one], *new[one]]):
                _contest(f"{path}/{one}/{name}", old[one].get(name), new[one].get(name), clashes)
        else:
            clashes.append(_Clash(f"{path}/{one}", old.get(one), new.get(one), old.get(one)))


def _value(base: Any, mine: Any, theirs: Any) -> Any:
    """The value where at most one side changed it (or both alike), ``_CLASH`` where both did differently."""
    if _same(mine, theirs) or _same(mine, base):
        return theirs
    if _same(theirs, base):
        return mine
    return _CLASH


def _items(path: str, three: Sequence[Sequence[Any]], clashes: list[_Clash]) -> list[dict[str, Any]]:
    """Merge a repeat by its items' ids. An edited item outlives its removal on the other side: nothing typed is lost."""
    old, ours, other = ({item["id"]: item for item in items} for items in three)
    result: list[dict[str, Any]] = []
    for one in dict.fromkeys([*other, *ours]):
        if one in ours and one in other:
            inner = _fields(f"{path}/{one}/", old.get(one, {}), ours[one], other[one], clashes)
            result.append({"id": one, **inner})
            continue
        kept = ours.get(one) or other[one]
        if one not in old or not same(dict(kept), dict(old[one])):
            result.append(dict(kept))
    return result


def _set(base: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any]) -> list[Any]:
    """Merge a list of choices as a set: what either added is in, what either took out is out."""
    removed = [value for value in base if value not in mine]
    added = [value for value in mine if value not in base and value not in theirs]
    return [value for value in theirs if value not in removed] + added


def _is_itemised(value: Any) -> bool:
    """Whether a value is a repeat that can be merged item by item: each id once."""
    return is_repeat(value) and len({item["id"] for item in value}) == len(value)


def _is_set(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value) and len(set(value)) == len(value)


def _same(one: Any, other: Any) -> bool:
    if one is ABSENT or other is ABSENT:
        return one is other
    return same(one, other)


def _form(base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> tuple[str, str]:
    """The form the record counts as filled with; where both changed it, the one accepted first."""
    before, ours, other = ((one["form_id"], one["form_version"]) for one in (base, mine, theirs))
    return ours if other == before else other


def _deleted(base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    """A deletion gives way where the other side edited the record meanwhile: it was made without seeing that edit."""
    if mine["deleted"] == theirs["deleted"]:
        return bool(theirs["deleted"])
    if base["deleted"]:
        return False
    edited = theirs if mine["deleted"] else mine
    return all(edited[name] == base[name] for name in ("answers", "state", "form_id", "form_version"))


def _conflicts(base: Iterable[Json], mine: Iterable[Json], theirs: Iterable[Json]) -> list[Json]:
    """Open conflicts: those of theirs that were not decided here, and those opened here."""
    before = {one["id"] for one in base}
    ours = {one["id"]: one for one in mine}
    other = {one["id"]: one for one in theirs}
    kept = [one for one in other.values() if one["id"] in ours or one["id"] not in before]
    return [*kept, *(one for one in ours.values() if one["id"] not in other and one["id"] not in before)]


def _fresh(clashes: Iterable[_Clash], hands: Hands, known: Iterable[Json]) -> list[Json]:
    """The conflicts of these clashes that are not known yet."""
    present = {one["id"] for one in known}
    return [one for one in (_conflict(clash, hands) for clash in clashes) if one["id"] not in present]


def _conflict(clash: _Clash, hands: Hands) -> Json:
    """A conflict whose id follows from its content: merging the same edits again opens it only once."""
    facts = [clash.field, clash.base, clash.theirs, clash.mine, hands.mine_by, hands.mine_at]
    return {
        "id": hashlib.blake2b(orjson.dumps(facts, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest(),
        "field": clash.field,
        "base": clash.base,
        "theirs": clash.theirs,
        "theirs_by": hands.theirs_by,
        "theirs_at": hands.theirs_at,
        "mine": clash.mine,
        "mine_by": hands.mine_by,
        "mine_at": hands.mine_at,
    }
