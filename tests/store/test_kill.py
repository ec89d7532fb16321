"""What was reported survives a kill at any moment, and what is found afterwards is whole (promise 1)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from commissioner_app.store import check
from commissioner_app.store.rows import ListQuery
from commissioner_app.store.store import Store
from tests.store.samples import KEY, KINDS

ROOT = Path(__file__).parents[2]


def test_nothing_reported_is_lost_when_killed_again_and_again(tmp_path: Path) -> None:
    reported: dict[str, tuple[str, str]] = {}
    for turn in range(6):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.store.writer", str(tmp_path), str(turn)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        assert process.stdout is not None
        lines = [process.stdout.readline()]
        time.sleep(0.05 + 0.037 * turn)
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read()
        process.wait()
        lines += rest.split("\n")[:-1]
        for line in lines:
            record_id, name, scan = line.rstrip("\n").split(" ")
            reported[record_id] = (name, scan)

    store = Store.open(tmp_path, KEY, kinds=KINDS)
    rows = {row.id: row.title for row in store.records.list(ListQuery())}
    for record_id, (name, scan) in reported.items():
        assert rows.get(record_id) == name
        assert len(store.journal.of_record(record_id)) == 1
        assert store.drafts.get(f"draft-{record_id}") is None
        if scan:
            assert store.attachments.read(scan) == record_id.encode() * 50
    assert len(reported) > 20
    # At most the one write per life that was durable but not yet reported is more than what was reported.
    assert len(reported) <= len(rows) <= len(reported) + 6
    for draft in store.drafts.all():
        assert store.records.get(draft.id.removeprefix("draft-")) is None
    assert check.full(store).ok
    store.close()
