"""Who may write and move a record, decided from the server's own data alone (domain.md 1.7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from provincial_server.logic.buckets import counties_of, placing_counties
from provincial_server.logic.kinds import KindRules, Move
from provincial_server.logic.roles import FIELD, MAY_APPOINT, OFFICES, RUNNING_STATES, Caller, Grant
from sync_protocol.merge import MOVE_FIELDS

Answers = Mapping[str, Any]

OWN_ACTIONS: Final = frozenset({"submit", "recall"})
# Sending in and taking back is the writer's step, whoever takes it.
WRITER: Final = "WRITER"
# A leader judges the team's work, never the leader's own.
JUDGEMENTS: Final = frozenset({"approve", "return"})
# What a reviewer writes while moving a record that is otherwise not the reviewer's to edit.
REVIEW_FIELDS: Final = MOVE_FIELDS
# Kinds that all of a county's writers keep together.
SHARED_KINDS: Final = frozenset({"host", "village"})


def is_own(caller: Caller, record_id: str, answers: Answers) -> bool:
    """Whether the caller wrote the record or leads the team it belongs to."""
    if answers.get("writer") == caller.person_id:
        return True
    leads = {grant.team for grant in caller.grants if grant.role == "LEAD" and grant.team}
    return answers.get("team") in leads or record_id in leads


def may_write(caller: Caller, rules: KindRules, record_id: str, answers: Answers) -> bool:
    """Whether the caller may edit the fields of a record that holds these answers (its state aside)."""
    return any(
        grant.role in rules.write_roles and _reaches(caller, grant, rules, record_id, answers)
        for grant in caller.grants
    )


def may_delete(caller: Caller, rules: KindRules, record_id: str, answers: Answers) -> bool:
    """Whether the caller may delete a record that may be written: its writer, the leader of its team, the office."""
    offices = rules.write_roles & caller.roles & (OFFICES | {"ADMIN"})
    return bool(offices) or is_own(caller, record_id, answers)


def keeps_office_fields(caller: Caller, answers: Answers) -> bool:
    """Whether the caller may give answers that are an office's (a grade): an office of the record's county."""
    return any(
        grant.role == "PROVINCE" or any(grant.covers(county) for county in counties_of(answers))
        for grant in caller.grants
        if grant.role in OFFICES
    )


def may_dispute(caller: Caller, rules: KindRules, record_id: str, answers: Answers) -> bool:
    """Whether the caller may open and decide conflicts of a record: its writers, and whoever reviews it."""
    return may_write(caller, rules, record_id, answers) or any(
        bool(_takes(caller, rules, record_id, answers, move)) for move in rules.moves
    )


def may_decide(caller: Caller, rules: KindRules, record_id: str, answers: Answers) -> bool:
    """Whether the caller may decide conflicts that others opened: who writes the record, and the office or the leader that
    reviews it."""
    return may_write(caller, rules, record_id, answers) or any(
        role in OFFICES | {"LEAD"} for move in rules.moves for role in _takes(caller, rules, record_id, answers, move)
    )


def may_place(
    caller: Caller,
    rules: KindRules,
    old: Answers | None,
    new: Answers,
    counties_of_team: Callable[[str], frozenset[str]],
) -> bool:
    """Whether the caller may put a record where the new answers say: writer, county, team.

    ``counties_of_team`` tells where a team works; none where it is not known."""
    held = old or {}
    offices = [grant for grant in caller.grants if grant.role in OFFICES | {"ADMIN"}]
    added = placing_counties(rules.buckets, new) - placing_counties(rules.buckets, held)
    if any(not any(grant.covers(county) for grant in caller.grants) for county in added):
        return False
    team = new.get("team")
    if team and team != held.get("team") and team not in {grant.team for grant in caller.grants}:
        if not offices:
            return False
        works_in = counties_of_team(team)
        if works_in and not any(grant.covers(county) for grant in offices for county in works_in):
            return False
    writer = new.get("writer")
    if writer != held.get("writer") and writer not in (None, caller.person_id) and not offices:
        return False
    return not (old is not None and old.get("writer") and writer != old["writer"] and not offices)


def may_move(caller: Caller, rules: KindRules, record_id: str, answers: Answers, step: tuple[str, str]) -> bool:
    """Whether the caller may bring a record from one state to another (``step``)."""
    return step[0] == step[1] or bool(mover(caller, rules, record_id, answers, step))


def mover(caller: Caller, rules: KindRules, record_id: str, answers: Answers, step: tuple[str, str]) -> str:
    """The role in which the caller brings a record from one state to another (``step``), "" where that is not allowed.

    Several moves at once are fine where each is the caller's to take: a laptop packs what happened offline into one.
    They count with the strongest of the roles that took them.
    """
    source, target = step
    reached, waiting = {source: ""}, [source]
    while waiting:
        state = waiting.pop(0)
        for move in rules.moves:
            if move.source != state or move.target in reached:
                continue
            roles = _takes(caller, rules, record_id, answers, move)
            if roles:
                reached[move.target] = max(*roles, reached[state], key=lambda role: rules.authority.get(role, -1))
                waiting.append(move.target)
    return reached.get(target, "") if target != source else ""


def _takes(caller: Caller, rules: KindRules, record_id: str, answers: Answers, move: Move) -> list[str]:
    """The roles in which the caller may take a move, none where it is not the caller's."""
    # What names no writer (a host of the county's ledger) is anybody's who may write it.
    own = is_own(caller, record_id, answers) or (
        not answers.get("writer") and may_write(caller, rules, record_id, answers)
    )
    if move.action in OWN_ACTIONS:
        return [WRITER] if own and move.roles & caller.roles else []
    by_writer = bool(caller.person_id) and answers.get("writer") == caller.person_id
    return [
        grant.role
        for grant in caller.grants
        if grant.role in move.roles
        and not (grant.role == "LEAD" and by_writer and move.action in JUDGEMENTS)
        and _steps_in(grant, move, answers, own=own)
    ]


def _steps_in(grant: Grant, move: Move, answers: Answers, *, own: bool) -> bool:
    if grant.role in OFFICES | {"LIAISON"}:
        return grant.role == "PROVINCE" or _in_reach(grant, answers)
    # Specialists match published needs of their county that others collected.
    return own or (grant.role != "LEAD" and not move.roles >= FIELD | {"LIAISON"} and _in_reach(grant, answers))


def _in_reach(grant: Grant, answers: Answers) -> bool:
    return any(grant.covers(county) for county in counties_of(answers))


def _reaches(caller: Caller, grant: Grant, rules: KindRules, record_id: str, answers: Answers) -> bool:
    counties = counties_of(answers)
    if grant.role in ("PROVINCE", "ADMIN"):
        return True
    in_county = any(grant.covers(county) for county in counties)
    if grant.role in OFFICES:
        return in_county or (not counties and answers.get("writer") == caller.person_id)
    if is_own(caller, record_id, answers):
        return True
    if grant.role == "LIAISON":
        return in_county and rules.name in SHARED_KINDS | {"appointment"}
    return in_county and rules.name in SHARED_KINDS


def may_appoint(caller: Caller, state: str, old: Answers, new: Answers) -> bool:
    """Whether the caller may give out, change or end an appointment that is in a state: only to roles that the caller's
    own office may give, and once it gives rights only as an office."""
    if state in RUNNING_STATES and caller.roles.isdisjoint(OFFICES | {"ADMIN"}):
        return False
    roles = {str(answers.get("role", "")) for answers in (old, new)}
    return roles <= {role for grant in caller.grants for role in MAY_APPOINT.get(grant.role, ())}
