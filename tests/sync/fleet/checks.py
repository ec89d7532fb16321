"""What must hold when the line has healed and everybody has synced until nothing moves. Each check says what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from commissioner_app.domain.record import Record
from commissioner_app.store import check as laptop_check
from commissioner_app.store import wiping
from provincial_server.logic.check import check as server_check
from tests.sync.fleet import publishing, reviews
from tests.sync.fleet.laptop import WIPED, Laptop, contents
from tests.sync.fleet.ledger import Ledger, Typed
from tests.sync.fleet.server import Server


def everything(server: Server, laptops: list[Laptop], ledger: Ledger) -> list[str]:
    """All that is wrong; empty where every promise was kept."""
    found = [*_sound(server), *_history(server, ledger), *_by_hand(server, ledger)]
    found += [*_values(server, laptops, ledger), *reviews.lost(server, laptops, ledger)]
    for laptop in laptops:
        if laptop.out == WIPED:
            found += [f"{laptop.name} was wiped and still has {one}" for one in left_after_wiping(laptop)]
        if not laptop.out:
            found += [
                f"{laptop.name}: {what}"
                for what in (
                    *equal(server, laptop),
                    *_whole(laptop),
                    *_files(server, laptop, ledger),
                    *publishing.differences(server, laptop),
                )
            ]
    return found


def equal(server: Server, laptop: Laptop) -> Iterator[str]:
    """The laptop holds what its person may see, each record byte for byte, and nothing else (but what a server that was
    put back to an older state has lost: that stays readable)."""
    mine = server.rights(laptop.person)
    wanted = {one["id"]: _bytes(as_kept(one)) for one in server.records() if mine.may_see(one)}
    stored = laptop.store.database.rows("SELECT id FROM records")
    held = {one.id: _bytes(one.to_json()) for one in laptop.store.records.many([row[0] for row in stored]).values()}
    refused = {change.record_id for change in laptop.store.outbox.refused()}
    for one in sorted(wanted.keys() | held.keys()):
        if one in refused or wanted.get(one) == held.get(one):
            continue
        if one not in held:
            yield f"lacks {one}"
        elif one not in wanted and server.has(one):
            yield f"holds {one}, which is not theirs to see"
        elif one in wanted:
            yield f"differs in {one}:\n    server {wanted[one].decode()}\n    laptop {held[one].decode()}"


def _whole(laptop: Laptop) -> Iterator[str]:
    """Nothing waits, the digests are true, the files on the disk are sound."""
    store = laptop.store
    refused = {change.record_id for change in store.outbox.refused()}
    waiting = {row[0] for row in store.database.rows("SELECT id FROM records WHERE dirty = 1")} - refused
    if waiting:
        yield f"still waits with {sorted(waiting)}"
    left = [one.record_id for one in store.carried.all_shown()]
    if left:
        yield f"still shows what was brought by hand of {left}"
    pieces = [one.id for one in store.carried.waiting("changes", "file")]
    if pieces:
        yield f"still carries {pieces}"
    for state in store.buckets.states().values():
        if store.buckets.true_state(state.bucket) != (state.count, state.digest):
            yield f"a wrong digest of {state.bucket}"
    report = laptop_check.full(store)
    if not report.ok:
        yield f"damaged: {report}"


def _files(server: Server, laptop: Laptop, ledger: Ledger) -> Iterator[str]:
    """The photos of all records are here and what they were, and no others.

    A record whose edit was refused stays for its writer to carry away, with what it had, whosever it is by now. A file
    that only a record names which a server put back to an older state has lost is shown to its sender alone."""
    store = laptop.store
    refused = {change.record_id for change in store.outbox.refused()}
    named = dict[str, set[str]]()
    for name, record in store.database.rows("SELECT name, record_id FROM attachment_refs"):
        named.setdefault(name, set()).add(record)
    held = {row[0] for row in store.database.rows("SELECT name FROM attachments WHERE held = 1")}
    for name in sorted(held):
        if store.attachments.read(name) != ledger.files.get(name):
            yield f"another file than {name}"
    on_server = {row[0] for row in server.rows("SELECT name FROM attachments")}
    for name in store.attachments.missing():
        if name in on_server and any(server.has(one) for one in named.get(name, set()) - refused):
            yield f"lacks the file {name}"
    if store.attachments.waiting():
        yield f"still waits with files {[one.name for one in store.attachments.waiting()]}"
    mine = server.rights(laptop.person)
    theirs = {one["id"] for one in server.records() if mine.may_see(one)}
    for name in sorted(held):
        if (laptop.number, name) not in ledger.added and not (theirs | refused) & ledger.named[name]:
            yield f"keeps the file {name} of {sorted(ledger.named[name])}, none of which is theirs to see"


def _sound(server: Server) -> Iterator[str]:
    """The server's own examination, and every file that a live record names is there."""
    found = server_check(server.database, server.settings)
    if not found["ok"]:
        yield f"the server's check: {found}"


def _history(server: Server, ledger: Ledger) -> Iterator[str]:
    """Every change was taken once, comes from a laptop, and is one revision of its record."""
    rows = server.rows("SELECT id, record_id, rev, device_id, merged FROM changes ORDER BY seq")
    revisions: dict[str, list[int]] = {}
    for change, record, rev, device, merged in rows:
        given = revisions.setdefault(record, [])
        # What came by hand and had nothing to add is known, and makes no revision.
        if not (merged and rev in given):
            given.append(rev)
        if device and ledger.sent.get(change) != record:
            yield f"change {change} of {record} was never sent"
    for record, revs in revisions.items():
        if revs != sorted(set(revs)):
            yield f"the revisions of {record} were given twice or out of order: {revs}"
        if not server.restores and revs != list(range(1, len(revs) + 1)):
            yield f"the revisions of {record} have gaps: {revs}"
    for one in server.records():
        if revisions.get(one["id"], [0])[-1] != one["rev"]:
            yield f"{one['id']} stands at {one['rev']}, its history at {revisions.get(one['id'])}"
    if not server.restores:
        known = {(change, record, rev) for change, record, rev, _, _ in rows}
        for change, (record, rev) in ledger.accepted.items():
            if (change, record, rev) not in known:
                yield f"change {change} of {record} was accepted as {rev} and is not in the history"


def _by_hand(server: Server, ledger: Ledger) -> Iterator[str]:
    """What the server took of bundles is in its history, or said better by a change of the same laptop that is."""
    if not server.restores:
        kept = server.rows("SELECT id FROM changes UNION SELECT id FROM replaced_changes")
        for change in sorted(ledger.by_hand - {row[0] for row in kept}):
            yield f"change {change} was taken from a bundle and is not in the history"


def _values(server: Server, laptops: list[Laptop], ledger: Ledger) -> Iterator[str]:
    """Every typed value is current, in the history or in an open conflict; none is there twice."""
    bodies = b"\n".join(orjson.dumps(one) for one in server.records()).decode()
    history = "\n".join(row[0] for row in server.rows("SELECT patch FROM changes"))
    journals = {laptop.number: "" if laptop.out == WIPED else _journal(laptop.store) for laptop in laptops}
    answers = b"\n".join(orjson.dumps(one["answers"]) for one in server.records()).decode()
    out = {laptop.number for laptop in laptops if laptop.out}
    for one in ledger.typed:
        quoted = f'"{one.value}"'
        if answers.count(quoted) > 1:
            yield f"{one.value} of {one.record} {one.field} is there twice"
        if quoted in bodies or quoted in history:
            continue
        if ledger.replaced(one, one.laptop) and (quoted in journals[one.laptop] or not _here(laptops, one)):
            continue
        if one.laptop in out:
            if not _lost_with(server, laptops[one.laptop], ledger, one, quoted):
                yield f"{one.value}, which {laptops[one.laptop].name} had sent or still has to keep, is lost"
            continue
        if quoted in _refused(laptops[one.laptop]):
            continue
        if server.restores > one.restores and quoted in journals[one.laptop] and any(ledger.later(one)):
            continue
        if server.restores > one.restores and ledger.given_up(one, one.laptop):
            # The laptop had to give the record up before the server forgot it. Who else held it can still read it; where
            # nobody did, the restore has taken the last copy there was.
            others = [laptops[n] for n in ledger.holders.get(one.value, set()) - out if not ledger.given_up(one, n)]
            kept = (quoted in journals[other.number] or quoted in contents(other) for other in others)
            if not others or any(kept) or any(ledger.replaced(one, other.number) for other in others):
                continue
        yield f"{one.value}, typed into {one.field} of {one.record} on {laptops[one.laptop].name}, is lost"


def _lost_with(server: Server, laptop: Laptop, ledger: Ledger, one: Typed, quoted: str) -> bool:
    """Whether a value may be missing on the server because its laptop was shut out: one that was wiped takes along what
    the server had not taken; on one that was not, all of it can still be read."""
    if laptop.out != WIPED:
        return ledger.replaced(one, laptop.number) or ledger.given_up(one, laptop.number) or quoted in contents(laptop)
    return ledger.acknowledged.get(one.value, -1) < server.restores


def left_after_wiping(laptop: Laptop) -> list[str]:
    """What a wiped laptop's disk has on it besides the word that it was wiped."""
    return [one.name for one in sorted(laptop.disk.folder.rglob("*")) if one.name != wiping.MARKER]


def _here(laptops: list[Laptop], one: Typed) -> bool:
    laptop = laptops[one.laptop]
    return laptop.out != WIPED and laptop.store.records.get(one.record) is not None


def _refused(laptop: Laptop) -> str:
    """What the server would not have and the laptop keeps and shows."""
    kept = [laptop.store.records.get(change.record_id) for change in laptop.store.outbox.refused()]
    return b"\n".join(orjson.dumps(one.to_json()) for one in kept if one is not None).decode()


def _journal(store: Any) -> str:
    return "\n".join(row[0] for row in store.database.rows("SELECT patch FROM journal"))


def as_kept(record: dict[str, Any]) -> dict[str, Any]:
    """A record of the server as a laptop keeps it: what is only of use on the way is left out."""
    return Record.from_json(record).to_json()


def _bytes(record: dict[str, Any]) -> bytes:
    return orjson.dumps(record, option=orjson.OPT_SORT_KEYS)
