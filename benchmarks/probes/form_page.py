"""``form_page page COUNT``, ``form_page engine COUNT`` or ``form_page empty``: measures in a process of its own, and says
the figures as JSON: milliseconds by name, and the megabytes that the process holds."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import psutil

from benchmarks import forms_data, profiles

WIDTH, HEIGHT = 1366, 728
KEYS, NOTCHES, NOTCH = 60, 100, 120
FORM: Final = ("generated", "1")
Figures = dict[str, list[float]]


def held() -> float:
    """Megabytes of this process."""
    return float(psutil.Process().memory_info().rss) / 1e6


def since(started: float) -> float:
    """Milliseconds from a moment."""
    return 1000 * (time.perf_counter() - started)


def engine(count: int) -> Figures:
    """Memory before and after a form is loaded and filled."""
    from commissioner_app.forms.instance.form import FormInstance
    from commissioner_app.forms.loading import load_xform

    load_xform(forms_data.questions(3))
    xml, before = forms_data.questions(count), held()
    form = FormInstance(load_xform(xml))
    form.answer("/data/q1", "5")
    return {"before": [before], "memory": [held()]}


def empty() -> Figures:
    """Memory of an empty window."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.resize(WIDTH, HEIGHT)
    window.show()
    app.processEvents()
    return {"memory": [held()]}


def page(count: int) -> Figures:
    """Opening, typing, going far, scrolling through all of it."""
    from PySide6.QtWidgets import QApplication

    from commissioner_app.forms.loading import load_xform
    from commissioner_app.ui.app import build_window
    from commissioner_app.ui.shared import theme

    app = QApplication(sys.argv[:1])
    theme.ensure_chinese_font(app)
    theme.apply(app, "light")
    with profiles.scratch() as folder:
        program = profiles.fresh(Path(folder) / "profile")
        window = build_window(program)
        window.resize(WIDTH, HEIGHT)
        window.show()
        app.processEvents()
        found: Figures = {"before": [held()], "open": [], "floor": []}
        definition = load_xform(forms_data.questions(count))
        program.forms._definitions[FORM] = definition
        form, taken = _opened(app, window, definition)
        found["memory open"] = [held()]
        while form.navigator.view.build_more():
            app.processEvents()
        found["memory"] = [held()]
        for _ in range(5):
            form.autosave.end()
            form.deleteLater()
            app.processEvents()
            found["floor"].append(_bare(app))
            form, taken = _opened(app, window, definition)
            found["open"].append(taken)
        found["key"] = [_key(app, form) for _ in range(KEYS)]
        found["far"] = [_far(app, form, count // 2 + step) for step in (0, 90, 180)]
        found["scroll"] = [_notch(app, form) for _ in range(NOTCHES)]
        form.autosave.end()
        window.close()
        program.close()
    return found


def _opened(app: Any, window: Any, definition: Any) -> tuple[Any, float]:
    """A page with a fresh draft, and the milliseconds until it was painted."""
    from commissioner_app.ui.form_fill.page import FormPage

    program = window.program
    draft = program.drafts.start("plan")
    draft = replace(draft, form_id=definition.id, form_version=FORM[1])
    started = time.perf_counter()
    form = FormPage(program, window, draft)
    form.resize(WIDTH, HEIGHT)
    form.show()
    form.activateWindow()
    app.processEvents()
    return form, since(started)


def _bare(app: Any) -> float:
    """The least that a screen of questions can cost."""
    from PySide6.QtWidgets import QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

    started = time.perf_counter()
    area, inside = QScrollArea(), QWidget()
    column = QVBoxLayout(inside)
    for number in range(10):
        column.addWidget(QLabel(f"第 {number} 题：本季的情况如何"))
        column.addWidget(QLineEdit())
    area.setWidget(inside)
    area.resize(WIDTH, HEIGHT)
    area.show()
    app.processEvents()
    return since(started)


def _key(app: Any, form: Any) -> float:
    """One letter into the first question, told to the engine at once, and painted."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    row = form.body.row("/data/q0")
    started = time.perf_counter()
    QTest.keyClick(row.widget.entry(), Qt.Key.Key_A)
    row.widget.flush()
    app.processEvents()
    row.repaint()
    return since(started)


def _far(app: Any, form: Any, number: int) -> float:
    started = time.perf_counter()
    form.navigator.go_to(f"/data/q{number}")
    app.processEvents()
    return since(started)


def _notch(app: Any, form: Any) -> float:
    bar = form.navigator.view.verticalScrollBar()
    started = time.perf_counter()
    bar.setValue(bar.value() - NOTCH)
    app.processEvents()
    return since(started)


if __name__ == "__main__":
    measure = {"page": page, "engine": engine}.get(sys.argv[1])
    print(json.dumps(measure(int(sys.argv[2])) if measure else empty()))
