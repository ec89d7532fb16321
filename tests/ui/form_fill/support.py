"""Forms and a window for the tests of the form page: the real engine, a real profile, a shell that only remembers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pyxform.xls2xform import convert

from commissioner_app.forms.definition import FormDefinition
from commissioner_app.forms.loading import load_xform
from commissioner_app.services.drafts import Draft
from commissioner_app.services.program import Program
from commissioner_app.store.rows import StoredForm
from commissioner_app.ui.form_fill.page import FormPage
from commissioner_app.ui.shared.background import Background, Job, Lane
from commissioner_app.ui.shared.changes import ChangeBus

VERSION = "1"


class FakeShell(QObject):
    """Runs background work for real and remembers what it was asked to show."""

    def __init__(self) -> None:
        super().__init__()
        self.background = Background(self)
        self.changes = ChangeBus()
        self.said: list[str] = []
        self.errors: list[BaseException] = []
        self.forms: list[tuple[str, dict[str, Any]]] = []
        self.printed: list[bytes] = []

    def run_background(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[BaseException], None] | None = None,
        *,
        owner: QObject | None = None,
        lane: Lane = "write",
    ) -> Job:
        return self.background.run(work, done, failed or self.errors.append, owner=owner, lane=lane)

    def run_stream(self, start: Callable[[], Iterable[Any]], step: Callable[[Any], None], **more: Any) -> Job:
        return self.background.stream(start, step, **more)

    def notify(self, text: str, tone: str = "info", **_more: Any) -> None:
        self.said.append(text)

    def report(self, error: BaseException) -> None:
        self.errors.append(error)

    def announce(self, changes: Any) -> None:
        self.changes.announce(changes)

    def start_form(
        self, kind: str, record_id: str = "", answers: Mapping[str, Any] | None = None, **_more: Any
    ) -> None:
        self.forms.append((kind, dict(answers or {})))

    def print_preview(self, pdf: bytes, title: str) -> None:
        self.printed.append(pdf)

    def show_photo(self, names: list[str], index: int = 0, captions: list[str] | None = None) -> None:
        self.said.append(names[index])

    def open(self, screen: str, record_id: str = "", **_options: Any) -> None:
        self.said.append(screen)

    def open_record(self, kind: str, record_id: str) -> None:
        self.said.append(record_id)

    def can_open(self, screen: str) -> bool:
        return True

    def sync_now(self) -> None:
        self.said.append("sync")

    def window_widget(self) -> QWidget:
        return QWidget()


def form_of(
    survey: str, choices: str = "", settings: str = "", entity: str = "", bind_type: tuple[str, str] = ("", "")
) -> FormDefinition:
    """A form from Markdown tables: lines of cells, without the sheet's name in front. ``entity`` is what it saves to;
    ``bind_type`` gives the questions of one type another one, which no spreadsheet has a word for."""
    sheets = {"survey": survey, "choices": choices, "settings": settings or "| form_id | version |\n| test | 1 |"}
    if entity:
        sheets["entities"] = f"| list_name | label |\n| {entity} | a |"
    lines: list[str] = []
    for name, table in sheets.items():
        if table.strip():
            lines.append(f"| {name} |")
            lines += [f"| {line.strip()}" for line in table.strip().splitlines()]
    made = convert(xlsform="\n".join(lines), file_type=".md")
    old, new = bind_type
    return load_xform(made.xform.replace(f'type="{old}"', f'type="{new}"'))


def teach(program: Program, definition: FormDefinition) -> None:
    """Let a program know a form, as if it had been published."""
    stored = StoredForm(definition.id, VERSION, "", definition.title, "published", "", "")
    program.desk.store.forms.put(stored, "2026-03-05T09:00:00.000+08:00")
    program.forms._definitions[definition.id, VERSION] = definition


class Filling:
    """Opens form pages on one program and finds their widgets by question."""

    def __init__(self, program: Program, shell: FakeShell, add: Callable[[QWidget], None]) -> None:
        self.program = program
        self.shell = shell
        self._add = add
        self.pages: list[FormPage] = []

    def teach(self, definition: FormDefinition) -> None:
        """Let the program know a form."""
        teach(self.program, definition)

    def open(
        self,
        definition: FormDefinition,
        *,
        kind: str = "plan",
        answers: Mapping[str, Any] | None = None,
        shown: bool = True,
    ) -> FormPage:
        """A new draft of the form, opened."""
        self.teach(definition)
        draft = self.program.drafts.start(kind, form_id=definition.id, answers=answers)
        return self.show(self._of_version(draft), shown=shown)

    def again(self, draft_id: str) -> FormPage:
        """The draft as it was saved, opened anew."""
        return self.show(self._of_version(self.program.drafts.get(draft_id)))

    def show(self, draft: Draft, *, shown: bool = True) -> FormPage:
        page = FormPage(self.program, self.shell, draft)
        self.pages.append(page)
        self._add(page)
        page.resize(1366, 720)
        if shown:
            page.show()
            page.activateWindow()
        return page

    def _of_version(self, draft: Draft) -> Draft:
        from dataclasses import replace

        return replace(draft, form_version=VERSION)


def find(page: QWidget, name: str, kind: type[Any] = QWidget) -> Any:
    """The widget of that object name."""
    found = page.findChild(kind, name)
    assert found is not None, f"no widget {name}"
    return found
