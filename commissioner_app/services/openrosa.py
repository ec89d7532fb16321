"""Forms and submissions of other platforms (OpenRosa: ODK Central, KoboToolbox): off unless a person sets a server up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from commissioner_app.domain.survey import KIND
from commissioner_app.errors import AppError, InputError
from commissioner_app.services.changes import Changes
from commissioner_app.services.desk import Desk
from commissioner_app.services.form_titles import shown_title
from commissioner_app.services.forms import Forms
from commissioner_app.services.network import Networking
from commissioner_app.services.openrosa_links import OFF, Links, Server, server_of
from commissioner_app.services.openrosa_results import FetchedForm, Sent
from commissioner_app.services.progress import Progress
from commissioner_app.store.platform_rows import SubmissionNote
from commissioner_app.system.secrets import SecretStore

if TYPE_CHECKING:
    from commissioner_app.sync.engine import Patience
    from commissioner_app.sync.openrosa.client import OpenRosaClient

RESTING: Final = "openrosa.resting"
FIRST_REST: Final = 60.0
LONGEST_REST: Final = 6 * 3600.0


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form as the settings show it. ``server_id`` is "" where it is off; ``fetched``: it came from another platform;
    ``last_sent`` is ISO 8601 or ""."""

    form_id: str
    title: str
    server_id: str
    server: str
    fetched: bool
    waiting: int
    refused: int
    last_sent: str


class OpenRosa:
    """What goes to other platforms and comes from them. ``fetch`` and ``send`` may be iterated on any thread; stop
    iterating to cancel, nothing is lost."""

    def __init__(
        self,
        desk: Desk,
        forms: Forms,
        secrets: SecretStore,
        *,
        connect: Callable[[Server, str], OpenRosaClient] | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._desk = desk
        self._forms = forms
        self._connect = connect or self._to
        self._patience = patience
        self._running = threading.Lock()
        self.links = Links(desk, secrets)
        self.fetched: list[FetchedForm] = []
        """What the last ``fetch`` did."""
        self.sent = Sent()
        """What the last ``send`` did."""
        self.changes: Changes = Changes.of("openrosa")
        """What the last run changed on this laptop."""

    def lines(self) -> list[FormLine]:
        """Every form that can be filled here, with where its records go."""
        linked, counts = self.links.linked(), self._desk.store.submissions.counts()
        found = []
        for row in self._forms.rows():
            server = linked.get(row.id)
            known = [
                value
                for (where, form), value in counts.items()
                if form == row.id and (not server or where == server.id)
            ]
            found.append(
                FormLine(
                    form_id=row.id,
                    title=shown_title(row.id, row.title),
                    server_id=server.id if server else OFF,
                    server=server.name if server else "",
                    fetched=bool(self._desk.store.form_sources.server_of(row.id)),
                    waiting=sum(one[0] for one in known),
                    refused=sum(one[1] for one in known),
                    last_sent=max((one[2] for one in known), default=""),
                )
            )
        return found

    def in_use(self) -> bool:
        """Whether this laptop has, or ever filled, a form of another platform."""
        return bool(self._forms.rows(KIND.name)) or bool(self._desk.store.records.counts().get(KIND.name))

    def test(self, address: str, account: str = "", password: str = "") -> int:
        """Try a server without keeping anything; gives how many forms it offers.

        Raises ``InputError`` openrosa_address …, ``EnvironmentFault`` openrosa_unreachable, openrosa_sign_in …"""
        server, key = server_of(address, account)
        client = self._connect(server, key or password or self.links.secret(server))
        try:
            listed = client.form_list()
            client.largest()
            return len(listed)
        finally:
            client.close()

    def fetch(self, server_id: str, form_ids: Sequence[str] = ()) -> Iterator[Progress]:
        """Fetch forms (these, or all that the server offers); ``fetched`` says what became of each. What is filled into
        them goes back to that server, unless somebody turned it off.

        Raises ``InputError`` openrosa_running, openrosa_no_such_server, openrosa_no_secret; ``EnvironmentFault``."""
        from commissioner_app.services.openrosa_fetching import Fetching

        server = self.links.server(server_id)
        with self._run():
            self.fetched = []
            with self._client(server) as client:
                fetching = Fetching(self._desk, server, client)
                try:
                    yield from fetching.run(form_ids)
                finally:
                    self.fetched = fetching.forms
                    self._take_over(server)

    def send(self, form_id: str = "", *, by_hand: bool = True) -> Iterator[Progress]:
        """Hand in what waits, of one form or of all that are on; ``sent`` says what became of it, failures too. Not
        ``by_hand``, servers that failed lately are left alone for a while.

        Raises ``InputError`` openrosa_running, openrosa_off (nothing is set up for the form)."""
        linked = self.links.linked()
        if form_id and form_id not in linked:
            raise InputError("openrosa_off", form=form_id)
        chosen = {form: server for form, server in linked.items() if form_id in ("", form)}
        with self._run():
            self.sent = Sent()
            try:
                for server in dict.fromkeys(chosen.values()):
                    forms = [form for form, where in chosen.items() if where == server]
                    yield from self._send_to(server, forms, by_hand)
            finally:
                self.sent.waiting = sum(one[0] for one in self._desk.store.submissions.counts().values())
                self.changes = self._desk.announce(Changes(frozenset(self.sent.changed), "openrosa"))

    def send_quietly(self) -> Iterator[Progress]:
        """What a sync in the window does besides: send what waits, if anything is set up; failures wait for next time."""
        if self.links.linked() and not self._running.locked():
            yield from self.send(by_hand=False)

    def of_record(self, record_id: str) -> list[SubmissionNote]:
        """What went, or waits to go, of a record, oldest first."""
        return self._desk.store.submissions.of_record(record_id)

    def _send_to(self, server: Server, form_ids: Sequence[str], by_hand: bool) -> Iterator[Progress]:
        from commissioner_app.services.openrosa_sending import Sending
        from commissioner_app.sync.engine import Patience
        from commissioner_app.sync.openrosa.failures import OpenRosaFailure

        sending = Sending(self._desk, self._forms, server, self.sent, self._patience or Patience())
        postponed = sending.pack(form_ids)
        sending.ask_again()
        if not by_hand and self._rests(server):
            return
        made: list[OpenRosaClient] = []

        def connect() -> OpenRosaClient:
            if not made:
                made.append(self._connect(server, self._secret(server)))
            return made[0]

        try:
            yield from sending.send(connect, form_ids)
            if postponed:
                sending.pack(form_ids)
                yield from sending.send(connect, form_ids)
            self._rest(server, failed=False)
        except OpenRosaFailure as failure:
            self.sent.failures[server.name] = failure.code
            self._rest(server, failed=True, asked=failure.wait)
        except AppError as error:
            self.sent.failures[server.name] = error.code
        finally:
            for client in made:
                client.close()

    def _take_over(self, server: Server) -> None:
        """Fetched forms send where they came from; compiled ones are read anew."""
        kept = [form for form in self.fetched if form.state in ("new", "updated", "current")]
        for form in kept:
            if not self.links.decided(form.id):
                self.links.link(form.id, server.id)
        self._forms.forget({form.id for form in self.fetched})

    def _to(self, server: Server, secret: str) -> OpenRosaClient:
        from commissioner_app.sync.openrosa.client import OpenRosaClient

        return OpenRosaClient(server.address, server.account, secret, network=Networking(self._desk).network())

    @contextmanager
    def _client(self, server: Server) -> Iterator[OpenRosaClient]:
        client = self._connect(server, self._secret(server))
        try:
            yield client
        finally:
            client.close()

    def _secret(self, server: Server) -> str:
        secret = self.links.secret(server)
        if not secret:
            raise InputError("openrosa_no_secret", server=server.name)
        return secret

    @contextmanager
    def _run(self) -> Iterator[None]:
        if not self._running.acquire(blocking=False):
            raise InputError("openrosa_running")
        try:
            yield
        finally:
            self._running.release()

    def _rests(self, server: Server) -> bool:
        rest: dict[str, Any] = self._desk.store.sync_state.get(RESTING, {}).get(server.id, {})
        now = self._desk.clock.now().timestamp()
        # A clock that was set back must not make the pause longer than any pause is.
        return bool(rest) and now < rest["until"] <= now + LONGEST_REST

    def _rest(self, server: Server, *, failed: bool, asked: float = 0.0) -> None:
        """After a failure the next automatic attempt waits, twice as long each time."""
        held: dict[str, Any] = self._desk.store.sync_state.get(RESTING, {})
        if not failed:
            if server.id in held:
                self._desk.store.sync_state.set(RESTING, {name: one for name, one in held.items() if name != server.id})
            return
        times = int(held.get(server.id, {}).get("times", 0)) + 1
        seconds = min(LONGEST_REST, max(asked, FIRST_REST * 2.0 ** min(times - 1, 20)))
        until = self._desk.clock.now().timestamp() + seconds
        self._desk.store.sync_state.set(RESTING, {**held, server.id: {"times": times, "until": until}})
