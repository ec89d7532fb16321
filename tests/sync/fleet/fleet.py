"""One seed: laptops and a server, deeds and faults in an order drawn from it, then peace, then the checks."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final
from unittest import mock

from sqlalchemy.exc import OperationalError

from commissioner_app.errors import EnvironmentFault
from commissioner_app.sync import pace
from commissioner_app.sync.failures import SyncFailure
from commissioner_app.system import ids
from provincial_server import outside
from sync_protocol import codes, limits
from tests.sync.fleet import by_hand, checks, office, publishing, shut_out, weather
from tests.sync.fleet.deeds import DEEDS, Desk
from tests.sync.fleet.disk import Disk, Doom, How, Killed
from tests.sync.fleet.laptop import SHUT_OUT, WIPED, Laptop
from tests.sync.fleet.ledger import Ledger
from tests.sync.fleet.line import Line
from tests.sync.fleet.outside import World, keys_drawn_from
from tests.sync.fleet.people import LAPTOPS
from tests.sync.fleet.server import DATA, Server
from tests.sync.fleet.tally import Tally
from tests.sync.fleet.trace import Trace
from tests.sync.fleet.witness import Witness

ROUNDS: Final = 12
_SMALL: Final = {
    limits: {
        "PUSH_CHANGES": 4, "FIRST_LOAD_RECORDS": 5, "SNAPSHOT_RECORDS": 8, "UPLOAD_CHUNK_BYTES": 400,
        "BUNDLE_STRETCH_BYTES": 700,
    },
    pace: {"SMALLEST": 300, "FIRST": 600, "LARGEST": 1200},
}  # fmt: skip
_TRIES: Final = 3
_BESIDE: Final = 0.25
"""How often the server finds time for what it does beside the requests."""
_HOUR: Final = 3600.0


@dataclass(frozen=True)
class Outcome:
    """How a seed ended. ``wrong``: the promises broken; empty where all were kept."""

    seed: int
    wrong: list[str]
    digest: str
    lines: list[str]


@contextlib.contextmanager
def small_pages() -> Iterator[None]:
    """Requests, pages and pieces of a handful, so that a handful of records needs several."""
    with contextlib.ExitStack() as small:
        for module, values in _SMALL.items():
            for name, value in values.items():
                small.enter_context(mock.patch.object(module, name, value))
        yield


class Fleet:
    """The state of one seed while it is played."""

    def __init__(self, seed: int, template: Path, scratch: Path, loop: asyncio.AbstractEventLoop, tally: Tally) -> None:
        self.seed = seed
        self.world = World(seed)
        self.random = self.world.random
        self.trace = Trace()
        self.tally = tally
        self.ledger = Ledger()
        self.wrong: list[str] = []
        self._scratch = scratch
        self._template = template
        self.server = Server(self.world, loop, self._disk("server"), template / DATA)
        self.witness = Witness(self.server, self.ledger)
        self.line = Line(
            self.world, self.server, tally, self.trace,
            witness=self.witness.see, unanswered=self.witness.unanswered, told=self.witness.tell,
        )  # fmt: skip
        self.laptops: list[Laptop] = []
        self.edition = 1
        self.drawer = by_hand.Drawer(self._scratch / "drawer")

    def play(self) -> Outcome:
        """All of it."""
        with ids.drawn_from(self.world), outside.replaced_by(self.world), keys_drawn_from(self.world):
            try:
                self._begin()
                for number in range(self.random.randint(15, 50)):
                    self.trace.note(f"{number} {self.world.moment.isoformat()}")
                    self._step()
                self._evening()
                self._settle()
                self.wrong += self.line.bugs + self.witness.found
                self.wrong += checks.everything(self.server, self.laptops, self.ledger)
            finally:
                self._end()
        return Outcome(self.seed, self.wrong, self.trace.digest, self.trace.lines)

    def _begin(self) -> None:
        chosen = self.random.sample(range(len(LAPTOPS)), self.random.choice((2, 3, 3, 4, 5)))
        for number, which in enumerate(chosen):
            profile = self._template / f"laptop-{which}"
            disk = self._disk(f"laptop{number}")
            laptop = Laptop(self.world, disk, number, LAPTOPS[which], line=self.line, profile=profile)
            self._watch(disk, "laptop", lambda laptop=laptop: laptop.stage)  # type: ignore[misc]
            self.join(laptop)
            self.trace.note(f"laptop {laptop.name}")
        self._watch(self.server.disk, "server", lambda: self.server.stage)
        self.line.badness = self.random.choice((0.0, 0.05, 0.15, 0.4))

    def join(self, laptop: Laptop) -> None:
        """One more laptop."""
        self.laptops.append(laptop)
        self.witness.devices[laptop.name] = laptop.device

    def _step(self) -> None:
        acts = list(ACTS)
        act = self.random.choices(acts, [ACTS[one] for one in acts])[0]
        with self._deaths():
            if not self.server.up and self.random.random() < 0.4:
                self.trace.note("the server is started")
                self.server.start()
            act(self)
        self.world.pass_(self.random.uniform(1, 200))

    @contextlib.contextmanager
    def _deaths(self) -> Iterator[None]:
        try:
            yield
        except Killed as death:
            self.trace.note(f"  {death.disk.name} is killed")
        except EnvironmentFault as fault:
            self.trace.note(f"  {fault.code}")
        except (OSError, OperationalError) as error:
            # A command of the administrator on a full disk.
            if "full" not in str(error) and "space" not in str(error):
                raise
            self.trace.note("  the server's disk is full")

    def some_laptop(self) -> Laptop:
        """Any laptop that still works."""
        return self.random.choice([one for one in self.laptops if not one.out] or self.laptops)

    def deed(self) -> None:
        """A person does something."""
        self.write(self.some_laptop())

    def write(self, laptop: Laptop) -> None:
        """The person of a laptop does something."""
        desk = Desk(laptop, self.ledger, self.random, self.server.restores)
        for deed in self.random.choices(list(DEEDS), list(DEEDS.values()), k=_TRIES):
            with laptop.living("attach" if deed is Desk.attach else "edit"):
                done = deed(desk)
            if done:
                break
        self.trace.note(f"{laptop.name} {done}")

    def sync(self) -> None:
        """A sync begins, goes on for a while, or is carried to its end."""
        laptop = self.some_laptop()
        with laptop.living("begin"):
            if laptop.run is None:
                self.trace.note(f"{laptop.name} begins to sync")
                laptop.begin_sync()
            steps = self.random.choice((1, 2, 5, 1000, 1000))
            while steps and self._carry_on(laptop):
                steps -= 1

    def _carry_on(self, laptop: Laptop) -> bool:
        try:
            goes_on = laptop.step()
        except EnvironmentFault:
            laptop.run = None
            raise
        if not goes_on:
            self._synced(laptop)
        if self.server.up and self.random.random() < _BESIDE:
            with contextlib.suppress(Killed):
                self.server.work()
        return goes_on

    def _synced(self, laptop: Laptop) -> bool:
        assert laptop.engine is not None
        result = laptop.engine.result
        self.trace.note(
            f"{laptop.name} synced: {result.error or 'ok'} pushed {result.pushed} pulled {result.pulled}"
            f" merged {result.merged} conflicts {result.conflicts} refused {result.refused}"
        )
        if result.ok:
            self.wrong += self.witness.compare(laptop)
        elif result.error == codes.DEVICE_REVOKED:
            shut_out.heed(self, laptop, wipe=result.error_params.get("wipe") is True)
        elif result.needs_login:
            try:
                laptop.sign_in()
            except SyncFailure as failure:
                if failure.code == codes.DEVICE_REVOKED:
                    shut_out.heed(self, laptop, wipe=failure.params.get("wipe") is True)
        return result.ok

    def storm(self) -> None:
        """The weather changes."""
        self.line.badness = self.random.choice((0.0, 0.05, 0.15, 0.4))

    def late(self) -> None:
        """Something that was held up arrives."""
        if self.line.late:
            self.line.deliver_late(self.random.randrange(len(self.line.late)))

    def doom_laptop(self) -> None:
        """A laptop will be killed in what it does next."""
        how: How = self.random.choice(("before", "before", "torn", "power"))
        most, at = self.random.choice(((3, ""), (12, ""), (60, ""), (3, "load"), (6, "load"), (6, "stick")))
        self.some_laptop().disk.doom = Doom(how, self.random.randint(1, most), at)
        self.random.choice((Fleet.deed, Fleet.sync, Fleet.sync, by_hand.export, by_hand.take_over))(self)

    def doom_server(self) -> None:
        """The server will be killed in what it does next."""
        how: How = self.random.choice(("before", "torn", "power", "answer"))
        most, at = self.random.choice(((3, ""), (10, ""), (30, ""), (3, "load"), (5, "stick")))
        self.server.disk.doom = Doom(how, self.random.randint(1, most), at)
        self.random.choice((Fleet.sync, Fleet.sync, office.appoint, by_hand.take_at_server))(self)

    def fill(self) -> None:
        """A disk is full for some writes."""
        disk = self.random.choice((self.server.disk, self.some_laptop().disk))
        disk.full = self.random.randint(1, 6)

    def clock(self) -> None:
        """Somebody's clock is set wrong, or right."""
        laptop = self.some_laptop()
        days = self.random.choice((0.0, -0.2, 0.5, 40.0, -3650.0, 5000.0))
        laptop.clock.wrong = timedelta(days=days)
        self.tally.note("wrong clock", "days" if abs(days) < 30 else "years")
        self.trace.note(f"{laptop.name} has its clock {days} days wrong")

    def wait(self) -> None:
        """Time goes on."""
        self.world.pass_(self.random.choice((600.0, 1500.0, 7200.0, 30_000.0, 200_000.0)))

    def _evening(self) -> None:
        """Everybody syncs once, in whatever weather there is: only whole syncs come as far as the photos of others."""
        for laptop in self.laptops:
            if laptop.out:
                continue
            with self._deaths(), laptop.living("begin"):
                if laptop.run is None:
                    laptop.begin_sync()
                while self._carry_on(laptop):
                    pass

    def _settle(self) -> None:
        """The line heals, and everybody syncs until nothing moves."""
        self.trace.note("peace")
        self.line.badness = weather.CALM
        for disk in (self.server.disk, *(one.disk for one in self.laptops)):
            disk.doom, disk.full = None, 0
        if not self.server.up:
            self.server.start()
        for laptop in self.laptops:
            if laptop.out == WIPED:
                laptop.wipe()  # what a full disk had kept from it is done at the next start
        while self.line.late:
            self.late()
        still = 0
        for _ in range(ROUNDS):
            moved = False
            for laptop in self.laptops:
                if not laptop.out:
                    moved |= self._settle_one(laptop)
            if not moved and still:
                return
            still = 0 if moved else 1
            # What a laptop asked for in vain it asks for again after an hour.
            self.world.pass_(2 * _HOUR if still else 1)
        self.wrong.append("it never comes to rest")

    def _settle_one(self, laptop: Laptop) -> bool:
        for _ in range(4):
            if laptop.run is None:
                laptop.begin_sync()
            while self._carry_on(laptop):
                pass
            assert laptop.engine is not None
            result = laptop.engine.result
            if laptop.out or result.error == codes.DEVICE_REVOKED:
                laptop.out = laptop.out or SHUT_OUT
                return True
            if result.ok:
                return bool(result.pushed + result.pulled + result.merged + result.refused)
        self.wrong.append(f"{laptop.name} cannot sync: {result.error} {dict(result.error_params)}")
        return False

    def _disk(self, name: str) -> Disk:
        return Disk(self._scratch, name, self.random)

    def _watch(self, disk: Disk, whose: str, stage: Callable[[], str]) -> None:
        disk.stage = stage
        disk.died = partial(self._died, disk, f"{whose} killed")
        disk.refused = partial(self._refused, disk, f"{whose}'s disk full")

    def _died(self, disk: Disk, fault: str, how: str, what: str) -> None:
        self.tally.note(f"{fault}: {how}", disk.stage())
        self.trace.note(f"  {fault} ({how}) at a {what} of {disk.stage()}")

    def _refused(self, disk: Disk, fault: str, what: str) -> None:
        self.tally.note(fault, disk.stage())
        self.trace.note(f"  {fault}: {what} of {disk.stage()}")

    def _end(self) -> None:
        for laptop in self.laptops:
            with contextlib.suppress(Killed, EnvironmentFault):
                laptop.close()
            laptop.disk.close()
        self.server.close()
        self.server.disk.close()


ACTS: Final[dict[Callable[[Fleet], None], float]] = {
    Fleet.deed: 22, Fleet.sync: 14, Fleet.storm: 1.5, Fleet.late: 3, Fleet.doom_laptop: 3, Fleet.doom_server: 2,
    Fleet.fill: 1, Fleet.clock: 0.7, Fleet.wait: 1.5,
    by_hand.export: 2.5, by_hand.take_over: 3, by_hand.take_at_server: 1.5,
    office.appoint: 1.2, publishing.publish: 0.8, office.back_up: 1.2, office.restore: 0.9, office.restart: 0.4,
    shut_out.shut_out: 0.3,
}  # fmt: skip
