"""Handing finished records in: packed and stored first, then sent, each until its receipt is here, each once.

What a server refuses stands aside and lets the others pass; what fails on the way is tried again with patience, within
the run and, by the clock, from run to run.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from commissioner_app.domain.registry import KINDS
from commissioner_app.errors import AppError
from commissioner_app.forms.openrosa import encryption
from commissioner_app.forms.openrosa.parts import Part, Post, plan
from commissioner_app.forms.openrosa.submission import file_names
from commissioner_app.services.desk import Desk
from commissioner_app.services.forms import Forms
from commissioner_app.services.openrosa_links import Server
from commissioner_app.services.openrosa_packing import content_of, pack
from commissioner_app.services.openrosa_results import Sent, Trouble
from commissioner_app.services.progress import Progress
from commissioner_app.store.platform_rows import Submission, SubmissionNote

if TYPE_CHECKING:
    from commissioner_app.sync.engine import Patience
    from commissioner_app.sync.openrosa.failures import OpenRosaFailure

T = TypeVar("T")
SUBMIT: Final = "submit"
XML_NAME: Final = "submission.xml"
XML_TYPE: Final = "text/xml"
SEALED_TYPE: Final = "application/octet-stream"


class SubmissionServer(Protocol):
    """What sending asks of a server (``sync.openrosa.client``)."""

    def largest(self) -> int: ...

    def submit(self, xml: Part, post: Post, boundary: str, read: Callable[[Part], bytes]) -> None: ...


class Sending:
    """One run for one server. Raises ``OpenRosaFailure`` where the server as a whole cannot be used now."""

    def __init__(self, desk: Desk, forms: Forms, server: Server, result: Sent, patience: Patience) -> None:
        self._desk = desk
        self._store = desk.store
        self._forms = forms
        self._server = server
        self._result = result
        self._patience = patience
        self._answered = False

    def pack(self, form_ids: Sequence[str]) -> bool:
        """Store what has to go: finished records that never went, or were changed since. Gives whether some have to wait
        until it is known what became of the version before."""
        postponed = False
        for form_id in form_ids:
            latest = self._store.submissions.latest(self._server.id, form_id)
            for record_id, kind, state, written_at in self._candidates(form_id):
                note = latest.get(record_id)
                if not is_finished(kind, state) or (note is not None and note.record_at == written_at):
                    continue
                if note is not None and note.status == "waiting" and note.tries:
                    postponed = True
                else:
                    self._pack(record_id, note)
        return postponed

    def _candidates(self, form_id: str) -> list[tuple[str, str, str, str]]:
        # Others' records that this laptop holds are theirs to hand in: from two laptops they would differ in nothing
        # but their id, and stand there twice.
        author = self._desk.session.person_id
        return self._store.submissions.candidates(form_id, self._forms.kind_of(form_id), author)

    def ask_again(self) -> None:
        """What the server could not take for a reason of its own waits again."""
        from commissioner_app.sync.openrosa.failures import CURABLE

        self._store.submissions.retry(self._server.id, sorted(CURABLE))

    def send(self, connect: Callable[[], SubmissionServer], form_ids: Sequence[str]) -> Iterator[Progress]:
        """Hand in what waits for the server, of these forms, in the order it was made."""
        waiting = [one for form_id in form_ids for one in self._store.submissions.waiting(self._server.id, form_id)]
        if not waiting:
            return
        client = connect()
        limit = yield from self._patiently(client.largest)
        for number, instance_id in enumerate(waiting):
            counts = {"done": number, "total": len(waiting)}
            yield Progress("openrosa", "openrosa.progress.send", counts, number, len(waiting))
            submission = self._store.submissions.get(self._server.id, instance_id)
            if submission is not None and submission.status == "waiting":
                yield from self._one(client, submission, limit)

    def _pack(self, record_id: str, note: SubmissionNote | None) -> None:
        with self._store.transaction():
            record = self._store.records.get(record_id)
            if record is None or record.deleted:
                return
            if note is not None and note.content == content_of(self._forms, record):
                return  # reviewed, or changed back: the server has these answers
            self._make_room(record_id)
            before = self._store.submissions.of_record(record_id, self._server.id)
            try:
                made = pack(self._store, self._forms, record, self._server.id, before)
            except AppError as error:
                self._trouble(record_id, record.form_id, error.code, str(error.params.get("reason", "")))
                return
            self._store.submissions.add(made)
            if KINDS[record.kind].local:
                self._store.journal.assign(record_id, made.instance_id)

    def _make_room(self, record_id: str) -> None:
        """What was refused, or never tried, gives way to the version that is packed now."""
        before = self._store.submissions.of_record(record_id, self._server.id)
        self._store.submissions.replace(self._server.id, record_id)
        self._store.journal.release([note.instance_id for note in before if note.status != "received"])

    def _one(self, client: SubmissionServer, submission: Submission, limit: int) -> Generator[Progress, None, None]:
        from commissioner_app.sync.openrosa.failures import OpenRosaFailure

        try:
            yield from self._patiently(partial(self._hand_in, client, submission.instance_id, limit))
        except OpenRosaFailure as failure:
            if not failure.of_submission:
                raise
            self._refused(submission, failure)
        except AppError as error:  # a file that is damaged or not here any more
            self._trouble(submission.record_id, submission.form_id, error.code)
        else:
            self._received(submission)

    def _hand_in(self, client: SubmissionServer, instance_id: str, limit: int) -> None:
        """All bodies that the server has not confirmed yet."""
        submission = self._store.submissions.get(self._server.id, instance_id)
        if submission is None:
            return
        boundary = f"part-{uuid.uuid4().hex}"
        xml = Part(XML_NAME, XML_TYPE, len(submission.xml))
        parts, read = self._parts(submission)
        sent = list(submission.sent_files)
        self._store.submissions.tried(self._server.id, instance_id)  # from here on the server may have seen it
        for post in plan(xml, [part for part in parts if part.name not in sent], limit, boundary):
            client.submit(xml, post, boundary, read)
            sent += [name for name in (XML_NAME, *(part.name for part in post.parts)) if name not in sent]
            self._store.submissions.confirmed(self._server.id, instance_id, sent)

    def _parts(self, submission: Submission) -> tuple[list[Part], Callable[[Part], bytes]]:
        """The files of a submission and how each is read; encrypted ones are sealed while they are sent."""
        held = [self._store.attachments.get(name) for name in submission.files]
        known = [(one.name, one.media_type, one.size) for one in held if one is not None]
        sent_as = file_names(submission.clear or submission.xml, submission.files)
        if not submission.key:
            contents = {XML_NAME: lambda: submission.xml}
            contents |= {sent_as[name]: partial(self._store.attachments.read, name) for name, _, _ in known}
            parts = [Part(sent_as[name], media_type, size) for name, media_type, size in known]
            return parts, lambda part: contents[part.name]()
        names = encryption.sealed_names([sent_as[name] for name, _, _ in known])
        sizes = [*(size for _, _, size in known), len(submission.clear)]
        parts = [
            Part(name, SEALED_TYPE, encryption.sealed_length(size)) for name, size in zip(names, sizes, strict=True)
        ]

        def read(part: Part) -> bytes:
            if part.name == XML_NAME:
                return submission.xml
            place = names.index(part.name)
            last = place == len(known)
            content = submission.clear if last else self._store.attachments.read(known[place][0])
            return encryption.seal(content, submission.instance_id, submission.key, place)

        return parts, read

    def _received(self, submission: Submission) -> None:
        """The receipt, and what it says about the record, in one transaction."""
        at = self._desk.now()
        with self._store.transaction():
            self._store.submissions.received(submission.server, submission.instance_id, at)
            stored = self._store.records.stored(submission.record_id)
            if stored is not None and KINDS[stored.record.kind].local:
                self._store.journal.received(submission.instance_id, at)
                unchanged = stored.record.updated_at == submission.record_at
                self._store.records.put(
                    stored.record, dirty=not unchanged, base=None if unchanged else stored.base, received_at=at
                )
                self._result.changed.add((stored.record.kind, stored.record.id))
        self._result.sent += 1

    def _refused(self, submission: Submission, failure: OpenRosaFailure) -> None:
        with self._store.transaction():
            self._store.submissions.refused(submission.server, submission.instance_id, failure.code, failure.detail)
            self._store.journal.release([submission.instance_id])
        self._trouble(submission.record_id, submission.form_id, failure.code, failure.detail)

    def _trouble(self, record_id: str, form_id: str, code: str, detail: str = "") -> None:
        self._result.troubles.append(Trouble(record_id, form_id, code, detail))

    def _patiently(self, work: Callable[[], T]) -> Generator[Progress, None, T]:
        from commissioner_app.sync.openrosa.failures import OpenRosaFailure

        attempt = 0
        while True:
            try:
                result = work()
                self._answered = True
                return result
            except OpenRosaFailure as failure:
                attempt += 1
                # Where nothing was ever answered there is no network: nobody is kept waiting for that.
                offline = not failure.connected and not self._answered
                if offline or not failure.passes or attempt >= self._patience.attempts:
                    raise
                yield Progress("openrosa", "sync.progress.retry", {"attempt": attempt})
                self._patience.wait(attempt - 1, failure.wait)


def is_finished(kind: str, state: str) -> bool:
    """Whether a record is ready to be handed in: submitted, where its kind knows submitting."""
    declared = KINDS.get(kind)
    if declared is None:
        return False
    before = {move.source for move in declared.moves if move.action == SUBMIT}
    return state not in before
