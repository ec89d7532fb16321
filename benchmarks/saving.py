"""Keeping a draft and writing a record, durably, beside a bare SQLCipher transaction that writes the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from benchmarks import data, profiles
from benchmarks.measure import Figure, in_turn, seconds
from commissioner_app.services.program import Program
from commissioner_app.store import columns
from commissioner_app.store.database import Database

GOAL = 10.0


def run(*, quick: bool) -> Iterator[Figure]:
    """Milliseconds for a draft and for a record, as a ratio to the bare writes."""
    runs = 5 if quick else 60
    with profiles.scratch() as folder:
        program = profiles.fresh(Path(folder) / "ours")
        bare = Database.open(Path(folder) / "bare", bytes(32))
        try:
            profiles.load(program, data.county(20, 100), index=True)
            yield _draft(program, bare, runs)
            yield _record(program, bare, runs)
        finally:
            bare.close()
            program.close()


def _draft(program: Program, bare: Database, runs: int) -> Figure:
    draft = program.drafts.start("visit")
    instance = program.forms.instance(draft.form_id, draft.form_version)
    instance.answer("/data/service/problem_desc", data.text(Random(5), 200))
    saved = instance.save()
    bare.write("INSERT INTO drafts VALUES (?, 'visit', '', '', '', '', '', '', '', '', '', '{}', 0)", [draft.id])
    number = iter(range(1_000_000))

    def ours() -> float:
        # Each time something else: SQLite does not write what is there already.
        state = {**saved, "touched": next(number)}
        return 1000 * seconds(lambda: program.drafts.save(draft.id, state, "service", "problem_desc"))

    def floor() -> float:
        row = (columns.text({**saved, "touched": next(number)}), draft.id)
        return 1000 * seconds(lambda: bare.write("UPDATE drafts SET saved = ? WHERE id = ?", row))

    value, least = in_turn(ours, floor, runs)
    return Figure("keeping a draft", value, "ms", least, "bare SQLCipher UPDATE, FULL", GOAL, True)


def _record(program: Program, bare: Database, runs: int) -> Figure:
    rng = Random(7)
    host = program.desk.store.database.value("SELECT id FROM records WHERE kind = 'host'")
    source: dict[str, Any] = data.visit(1, {"id": host, "answers": {"host_name": "金寨县云岭茶叶专业合作社"}}, rng)
    answers = {name: value for name, value in source["answers"].items() if name not in ("rec_no", "writer")}
    written: list[str] = []

    def ours() -> float:
        return 1000 * seconds(lambda: written.append(program.records.put("visit", answers).record.id))

    def floor() -> float:
        store = program.desk.store.database
        row = store.row(f"SELECT {columns.ALL} FROM records WHERE id = ?", [written[-1]])  # noqa: S608
        entry = store.row("SELECT * FROM journal WHERE record_id = ?", [written[-1]])
        assert row is not None
        assert entry is not None

        def write() -> None:
            with bare.transaction():
                bare.write(columns.INSERT, row)
                bare.write(f"INSERT INTO journal VALUES ({', '.join('?' * len(entry))})", entry)  # noqa: S608

        return 1000 * seconds(write)

    value, least = in_turn(ours, floor, runs)
    return Figure(
        "writing a new visit with its history", value, "ms", least, "bare SQLCipher INSERTs, FULL", GOAL, True
    )
