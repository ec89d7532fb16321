"""What goes by hand: sticks that laptops fill, that lie in a drawer, are split, spoilt, lost, read twice and in any order
by other laptops and at the server, and that bring receipts back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final

from commissioner_app.errors import InputError
from commissioner_app.sync.bundle import keyring
from commissioner_app.sync.bundle.export import Export
from commissioner_app.sync.bundle.importing import Import
from commissioner_app.sync.progress import Progress
from provincial_server.errors import ServerError
from sync_protocol.bundles.messages import PieceResult
from tests.sync.fleet.checks import as_kept
from tests.sync.fleet.disk import unwatched
from tests.sync.fleet.laptop import Laptop

if TYPE_CHECKING:
    from tests.sync.fleet.fleet import Fleet

_PART_BYTES: Final = 4000
_LATELY: Final = 3


@dataclass(frozen=True)
class Stick:
    """One file. ``whole``: as it was written; ``shows``: (team, record, value) of records that are new and its team's, with
    "" where all texts were cleared; ``back_to``: the laptop for which receipts of the server are, ``tells`` the records they
    are about as they then stood."""

    file: Path
    maker: str
    whole: bool = True
    shows: tuple[tuple[str, str, str], ...] = ()
    back_to: str = ""
    tells: tuple[dict[str, Any], ...] = ()


class Drawer:
    """Where all sticks lie. Nothing ever leaves it: what was read is read again on another day."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.sticks: list[Stick] = []

    def put(self, data: bytes, maker: str, **more: Any) -> None:
        """One more; ``more`` as in ``Stick``."""
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / f"stick-{len(self.sticks)}"
        file.write_bytes(data)
        self.sticks.append(Stick(file, maker, **more))

    def some(self, random: Random) -> Stick:
        """Mostly one of those that were filled lately."""
        return random.choice(self.sticks[-_LATELY:] if random.random() < 0.8 else self.sticks)


def export(fleet: Fleet) -> None:
    """A person writes something more and packs all that waits; somebody may stop it in the middle."""
    laptop = _some_with_keys(fleet)
    if laptop is None:
        return
    fleet.write(laptop)
    most = fleet.random.choice((0, 0, _PART_BYTES))
    # Written on the laptop's own disk, where every write may be the last, and carried off when it is done.
    target = laptop.disk.folder / "out" / "bundle"
    packing = Export(laptop.store, target, most=most)
    try:
        with laptop.living("to a stick"):
            stopped = not _to_the_end(fleet, packing.run())
    finally:
        fleet.ledger.sent.update(laptop.store.database.rows("SELECT id, record_id FROM hand_changes"))
    result = packing.result
    fleet.trace.note(f"{laptop.name} exports {result.changes} changes, {result.files} files, {len(result.parts)} parts")
    fleet.tally.note("by hand", "export stopped" if stopped else f"exported in {min(2, len(result.parts))} parts")
    shows = tuple(_new_of_teams(laptop)) if len(result.parts) == 1 else ()
    for part in result.parts:
        with unwatched():
            data = part.read_bytes()
            part.unlink()
        fleet.drawer.put(data, laptop.name, shows=shows)
        if fleet.random.random() < 0.15:
            fleet.drawer.put(_spoilt(fleet, data), laptop.name, whole=False)


def take_over(fleet: Fleet) -> None:
    """A laptop reads a stick; somebody may stop it in the middle."""
    laptop = _some_with_keys(fleet)
    if laptop is None or not fleet.drawer.sticks:
        return
    stick = fleet.drawer.some(fleet.random)
    if stick.back_to and fleet.random.random() < 0.7:
        laptop = next((one for one in fleet.laptops if one.name == stick.back_to and not one.out), laptop)
    unknown = {one for _, one, _ in stick.shows if _is_unknown(laptop, one)}
    taking = Import(laptop.store, stick.file)
    try:
        with laptop.living("from a stick"):
            read = _to_the_end(fleet, taking.run())
            if laptop.name == stick.back_to:
                fleet.witness.told_by_hand(laptop, stick.tells)
            if not read:
                fleet.tally.note("by hand", "import stopped")
                return
    except InputError as error:
        fleet.trace.note(f"{laptop.name} cannot read the stick of {stick.maker}: {error.code}")
        fleet.tally.note("by hand", f"laptop refuses {error.code}")
        fleet.wrong += _refused(stick, laptop.name, error.code)
        return
    said = taking.result
    fleet.trace.note(f"{laptop.name} reads the stick of {stick.maker}: {said.records} records, {said.carried} pieces")
    fleet.tally.note("by hand", "receipts for here" if said.accepted or said.merged else "read at a laptop")
    fleet.wrong += _accepted(stick, laptop.name)
    fleet.wrong += [
        f"{laptop.name} read the stick of {stick.maker} and does not show {value} of {record}"
        for team, record, value in stick.shows
        if record in unknown and _opens(laptop, team) and not _shows(laptop, record, value)
    ]


def take_at_server(fleet: Fleet) -> None:
    """The administrator puts a stick into the server, and the receipts on another."""
    if not fleet.drawer.sticks or not fleet.server.up:
        return
    stick = fleet.drawer.some(fleet.random)
    receipts = fleet.server.disk.folder / "receipts"
    with unwatched():
        receipts.unlink(missing_ok=True)
    try:
        taken, failed = fleet.server.take_stick(stick.file, receipts)
    except ServerError as error:
        fleet.trace.note(f"the server refuses the stick of {stick.maker}: {error.code}")
        fleet.tally.note("by hand", f"server refuses {error.code}")
        if error.status < 500:
            fleet.wrong += _refused(stick, "the server", error.code)
        return
    fleet.trace.note(f"the server takes {len(taken)} pieces of the stick of {stick.maker}, not {len(failed)}")
    fleet.tally.note("by hand", "read at the server")
    fleet.wrong += _accepted(stick, "the server")
    for one in taken:
        fleet.witness.by_hand(one.results)
    if taken:
        about = {record for one in taken for record in _records_of(fleet, one.results)}
        tells = tuple(as_kept(one) for one in fleet.server.records() if one["id"] in about)
        fleet.drawer.put(receipts.read_bytes(), "the server", back_to=stick.maker, tells=tells)


def _some_with_keys(fleet: Fleet) -> Laptop | None:
    ready = [one for one in fleet.laptops if not one.out and keyring.is_complete(one.store)]
    return fleet.random.choice(ready) if ready else None


def _records_of(fleet: Fleet, results: Iterable[PieceResult]) -> Iterator[str]:
    taken = {one["id"] for one in results}
    return (record for change, record in fleet.server.rows("SELECT id, record_id FROM changes") if change in taken)


def _to_the_end(fleet: Fleet, steps: Iterator[Progress]) -> bool:
    """False where somebody stopped it in the middle."""
    for _ in steps:
        if fleet.random.random() < 0.05:
            steps.close()  # type: ignore[attr-defined]
            return False
    return True


def _new_of_teams(laptop: Laptop) -> Iterator[tuple[str, str, str]]:
    """What whoever leads a team must see of this export at once: the texts of records that begin their life with it."""
    given = keyring.held(laptop.store).given
    for record_id, base in laptop.store.database.rows("SELECT record_id, base FROM hand_changes ORDER BY number"):
        record = laptop.store.records.get(record_id)
        if base or record is None or record.deleted or record.state != laptop.store.kinds[record.kind].first_state:
            continue
        answers, card = record.answers, given["card"]
        team, place = f"team:{answers.get('team')}", answers.get("county") in card["counties"]
        # Who lost the team or the county meanwhile has no leader there.
        if team in given["seal"] and answers["team"] in card["teams"] and place:
            value = next((one for one in answers.values() if isinstance(one, str) and one.endswith("v")), "")
            yield team, record_id, value


def _opens(laptop: Laptop, team: str) -> bool:
    return team in keyring.held(laptop.store).given["open"]


def _is_unknown(laptop: Laptop, record: str) -> bool:
    carried = laptop.store.carried
    return laptop.store.records.get(record) is None and not carried.changes_of(record) and not carried.shown(record)


def _shows(laptop: Laptop, record: str, value: str) -> bool:
    held = laptop.store.records.get(record)
    return held is not None and (not value or value in map(str, held.answers.values()))


def _refused(stick: Stick, who: str, code: str) -> list[str]:
    return [f"{who} refused a sound stick of {stick.maker}: {code}"] if stick.whole else []


def _accepted(stick: Stick, who: str) -> list[str]:
    return [] if stick.whole else [f"{who} took a spoilt stick of {stick.maker}"]


def _spoilt(fleet: Fleet, data: bytes) -> bytes:
    """A copy with a wrong byte, or one that was pulled out too early."""
    fleet.tally.note("by hand", "stick spoilt")
    at = fleet.random.randrange(len(data))
    return data[:at] if fleet.random.random() < 0.5 else data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
