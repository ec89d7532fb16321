"""What the rules of domain.md 5 may look at besides a record, gathered from the store, and what they find."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from commissioner_app.domain.kind import Answers, Kind
from commissioner_app.domain.record import attachment_names
from commissioner_app.domain.rules.rule import Context, Finding, PhotoFacts
from commissioner_app.errors import InputError
from commissioner_app.i18n import has, tr
from commissioner_app.services import words
from commissioner_app.services.desk import Desk
from commissioner_app.services.lists import Lists
from commissioner_app.store.rows import ListQuery

MOST_OTHERS: Final = 400
SUBMIT: Final = "submit"
AGREED: Final = frozenset({"2", "5"})


class Checking:
    """Validation of records before they are written."""

    def __init__(self, desk: Desk, lists: Lists) -> None:
        self._desk = desk
        self._lists = lists

    def findings(
        self, kind: Kind, answers: Answers, *, record_id: str = "", state: str = "", action: str = ""
    ) -> list[Finding]:
        """What the rules say, worst first."""
        # The rules and their tables are read by whoever writes; a list or a sync does without them.
        from commissioner_app.domain import validation

        return validation.check(kind, answers, self._context(kind, answers, record_id, state, action))

    def refuse_move(self, kind: Kind, answers: Answers, found: list[Finding], *, record_id: str, action: str) -> None:
        """Raise ``InputError`` record_invalid where the findings stop a move.

        Handing in wants everything right; a later step only what it asks itself: an office cannot repair what was
        accepted before."""
        if action != SUBMIT:
            plain = self.findings(kind, answers, record_id=record_id)
            found = [one for one in found if one not in plain]
        self.refuse_errors(kind, found)

    def refuse_errors(self, kind: Kind, found: list[Finding]) -> None:
        """Raise ``InputError`` record_invalid (``findings``, ``lines`` in words, ``n``) where there are errors."""
        errors = [finding for finding in found if finding.severity == "E"]
        if errors:
            lines = [finding_text(kind.name, finding) for finding in errors]
            raise InputError("record_invalid", n=len(errors), findings=found, lines=lines)

    def _context(self, kind: Kind, answers: Answers, record_id: str, state: str, action: str) -> Context:
        return Context(
            now=self._desk.clock.now(),
            record_id=record_id,
            action=action,
            state=state or kind.first_state,
            lists=self._lists.all(),
            host=self._answers(answers.get("host")),
            need=self._answers(answers.get("need")),
            appointment=self._answers(answers.get("appointment")),
            others=self._others(kind, answers, record_id),
            hosts=self._hosts(kind, answers, record_id),
            photos=self._photos(answers, record_id),
            attachment_names=tuple(self._file_names(answers)),
            agreement_end=self._agreement_end(kind, answers),
        )

    def _agreement_end(self, kind: Kind, answers: Answers) -> str:
        """The last day of the accepted agreements between a visit's host and its writer; "" where there is none."""
        if kind.name != "visit" or not answers.get("host") or not answers.get("writer"):
            return ""
        query = ListQuery("agreement", host=str(answers["host"]), owner=str(answers["writer"]), limit=MOST_OTHERS)
        ends = (one.answers.get("term_to") for one in self._desk.store.records.records(query) if one.state in AGREED)
        return max((end for end in ends if isinstance(end, str)), default="")

    def _answers(self, record_id: Any) -> dict[str, Any] | None:
        record = self._desk.store.records.get(record_id) if isinstance(record_id, str) and record_id else None
        return {**record.answers, "id": record.id} if record and not record.deleted else None

    def _others(self, kind: Kind, answers: Answers, record_id: str) -> list[dict[str, Any]]:
        """The same person's other visits, or the same host's other open needs, the latest first."""
        if kind.name == "visit" and answers.get("writer"):
            query = ListQuery("visit", owner=str(answers["writer"]), order="date", limit=MOST_OTHERS)
        elif kind.name == "need" and answers.get("host"):
            query = ListQuery("need", host=str(answers["host"]), order="date", limit=MOST_OTHERS)
        else:
            return []
        records = self._desk.store.records.records(query)
        return [{**one.answers, "id": one.id, "state": one.state} for one in records if one.id != record_id]

    def _hosts(self, kind: Kind, answers: Answers, record_id: str) -> list[dict[str, Any]]:
        """Hosts of the same county that may be the same one: found by code, name or phone."""
        if kind.name != "host":
            return []
        wanted = [str(answers[name]) for name in ("uscc", "host_name", "contact_phone") if answers.get(name)]
        ids = {hit.id for text in wanted for hit in self._desk.store.search.find(text, ("host",), 20)} - {record_id}
        return [{**one.answers, "id": one.id} for one in self._desk.store.records.many(ids).values() if not one.deleted]

    def _photos(self, answers: Answers, record_id: str) -> dict[str, PhotoFacts]:
        facts: dict[str, PhotoFacts] = {}
        for name in attachment_names(answers):
            known = self._desk.store.attachments.get(name)
            meta: Mapping[str, Any] = known.meta if known else {}
            place = meta.get("position")
            users = tuple(user for user in self._desk.store.attachments.users(name) if user != record_id)
            position = (place["lng"], place["lat"]) if place else None
            facts[name] = PhotoFacts(str(meta.get("taken_at", "")), position, users)
        return facts

    def _file_names(self, answers: Answers) -> list[str]:
        known = [self._desk.store.attachments.get(name) for name in attachment_names(answers)]
        return [str(one.meta["file_name"]) for one in known if one and one.meta.get("file_name")]


def finding_text(kind: str, finding: Finding) -> str:
    """A finding in words, with the field it is about."""
    key = f"rule.{finding.rule}"
    try:
        text = tr(key, **finding.params) if has(key) else finding.rule
    except (KeyError, IndexError):
        text = tr(key)
    field = words.field_word(kind, finding.field) if finding.field else ""
    return text if not field or field in text else f"{field}: {text}"
