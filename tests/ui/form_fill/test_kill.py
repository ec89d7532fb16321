"""kill -9 in the middle of typing costs at most the last second."""

from __future__ import annotations

import csv
import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from commissioner_app import bootstrap
from commissioner_app.system.secrets import MemoryStore
from tests.services.conftest import PASSWORD, Bench, StillClock
from tests.ui.form_fill.support import VERSION, form_of, teach
from tests.ui.form_fill.typist import SURVEY

ROOT = Path(__file__).parents[3]
LOST_SECONDS = 1.0


def test_kill_while_typing(tmp_path: Path) -> None:
    program = Bench(tmp_path, StillClock()).program()
    teach(program, form_of(SURVEY))
    draft = program.drafts.start("plan", form_id="test")
    folder = program.desk.folder
    program.close()
    typist = subprocess.Popen(
        [sys.executable, "-m", "tests.ui.form_fill.typist", str(folder), PASSWORD, draft.id],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert typist.stdout is not None
    struck: list[tuple[float, int]] = []
    for said in typist.stdout:
        struck.append((time.monotonic(), int(said)))
        if struck[-1][0] - struck[0][0] > 3:
            break
    killed = time.monotonic()
    typist.send_signal(signal.SIGKILL)
    typist.wait()
    typist.stdout.close()
    typed_before = max(count for moment, count in struck if moment < killed - LOST_SECONDS)
    again = bootstrap.open_profile(folder, PASSWORD, secrets=MemoryStore())
    try:
        again.forms._definitions["test", VERSION] = form_of(SURVEY)
        saved = again.drafts.get(draft.id).saved
        kept = again.forms.instance("test", VERSION, saved=saved).node("/data/story").value if saved else ""
    finally:
        again.close()
    assert len(kept) >= typed_before > 0
    start, question = csv.DictReader(io.StringIO(saved["audit"]))
    assert start["event"] == "form start" and question["node"] == "/data/story"
    assert question["new-value"] == kept and int(question["end"]) > int(question["start"])
