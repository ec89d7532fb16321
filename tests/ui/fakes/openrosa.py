"""Other platforms, for a window without a store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commissioner_app.errors import EnvironmentFault
from commissioner_app.services.changes import Changes
from commissioner_app.services.openrosa import FormLine
from commissioner_app.services.openrosa_links import Server, server_of
from commissioner_app.services.openrosa_results import FetchedForm, Sent
from commissioner_app.services.progress import Progress
from commissioner_app.store.platform_rows import SubmissionNote


class FakeLinks:
    def __init__(self) -> None:
        self.held: list[Server] = []
        self.passwords: dict[str, str] = {}
        self.on: dict[str, str] = {}

    def servers(self) -> list[Server]:
        return self.held

    def linked(self) -> dict[str, Server]:
        return {form: one for form, where in self.on.items() for one in self.held if one.id == where}

    def set_up(self, address: str, account: str = "", password: str = "") -> tuple[Server, bool]:
        server, key = server_of(address, account)
        self.held = [one for one in self.held if one.id != server.id] + [server]
        self.passwords[server.id] = key or password
        return server, True

    def link(self, form_id: str, server_id: str) -> None:
        self.on[form_id] = server_id

    def forget(self, server_id: str) -> None:
        self.held = [one for one in self.held if one.id != server_id]


class FakeOpenRosa:
    def __init__(self) -> None:
        self.links = FakeLinks()
        self.fetched: list[FetchedForm] = []
        self.sent = Sent()
        self.changes = Changes.of("openrosa")
        self.tested: list[tuple[str, str, str]] = []

    def in_use(self) -> bool:
        return True

    def lines(self) -> list[FormLine]:
        linked = self.links.linked()
        known = (
            ("household@1", "农户基本情况调查", True),
            ("visit", "走访记录", False),
            ("host", "服务对象登记", False),
        )
        return [
            FormLine(
                form, title, linked[form].id if form in linked else "", linked[form].name if form in linked else "",
                fetched, 2 if form in linked else 0, int(fetched), "2026-03-05T08:10:00+08:00" if fetched else "",
            )
            for form, title, fetched in known
        ]  # fmt: skip

    def test(self, address: str, account: str = "", password: str = "") -> int:
        self.tested.append((address, account, password))
        if password == "wrong":
            raise EnvironmentFault("openrosa_sign_in")
        return 3

    def fetch(self, server_id: str, form_ids: Sequence[str] = ()) -> Iterator[Progress]:
        yield Progress("openrosa", "openrosa.progress.list")
        self.links.link("household@1", server_id)
        self.fetched = [FetchedForm("household@1", "household", "3", "农户基本情况调查", "new")]

    def send(self, form_id: str = "", *, by_hand: bool = True) -> Iterator[Progress]:
        yield Progress("openrosa", "openrosa.progress.send", {"done": 0, "total": 2}, 0, 2)
        self.sent = Sent(sent=2)

    def of_record(self, record_id: str) -> list[SubmissionNote]:
        return []
