"""Opening the form of a tea visit in the running app: from the wish to a painted first section and an idle event loop."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from typing import Any

from benchmarks import profiles
from benchmarks.measure import Figure

GOAL_MS = 200.0
PATIENCE_MS = 20_000


def run(*, quick: bool) -> Iterator[Figure]:
    """Milliseconds for the first opening, for the first after a sync, and for every further one."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from commissioner_app.ui.app import build_window

    program = profiles.opened(profiles.filled(100, 500) if quick else profiles.filled(10_000, 50_000))
    host = program.desk.store.database.value(
        "SELECT id FROM records WHERE kind = 'host' AND json_extract(answers, '$.industry_main') = 'I01' LIMIT 1"
    )
    program.forms.definition("visit_tea")  # a laptop that was synced has it as XForm; ours converts and keeps it once
    program.forms.reload()
    window = build_window(program)
    window.show()
    _idle(1500)  # the app warms up in the background, as it does while a person reads Today
    try:
        first = opening(window, host)
        again = [opening(window, host) for _ in range(3 if quick else 15)]
        cold = []
        for _ in range(2 if quick else 5):
            program.forms.reload()
            cold.append(opening(window, host))
    finally:
        window.close()
        program.close()
    yield Figure("visit form opened again in a running app", statistics.median(again), "ms", goal=GOAL_MS)
    yield Figure("visit form, first opening after the start", first, "ms")
    yield Figure("visit form, definition read anew (after a sync)", statistics.median(cold), "ms")


def opening(window: Any, host: str) -> float:
    """Milliseconds from ``start_form`` to a painted form; the form is left again and its draft discarded."""
    from PySide6.QtCore import QEventLoop, QTimer

    from benchmarks.probes.painted import Painted

    loop = QEventLoop()
    watches: list[Painted] = []
    shown = window.forms.show

    def show(form: Any, *arguments: Any) -> None:
        watches.append(Painted([form.stack.currentWidget()], loop.quit))
        shown(form, *arguments)

    window.forms.show = show
    QTimer.singleShot(PATIENCE_MS, loop, loop.quit)
    started = time.perf_counter()
    window.start_form("visit", answers={"host": host})
    loop.exec()
    taken = 1000 * (time.perf_counter() - started)
    del window.forms.show
    form = window.forms.form
    if form is None or not watches or form.draft.form_id != "visit_tea":
        raise RuntimeError("the form of a tea visit did not open")
    draft = form.draft.id
    form.leave()
    _idle(100)
    if any(row.id == draft for row in window.program.drafts.rows()):
        window.program.drafts.discard(draft)
    return taken


def _idle(milliseconds: int) -> None:
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
