"""The models of lists: checked by Qt's own tester, read page by page, honest when rows go away."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from commissioner_app.services.listing import ListQuery, RecordRow
from commissioner_app.services.search import Hit
from commissioner_app.ui.screens.review.queue import QueueModel, ReviewRole
from commissioner_app.ui.screens.search.palette import EntryModel, entry_of
from commissioner_app.ui.screens.sync.lines import LineModel
from commissioner_app.ui.shared.record_model import PAGE, RecordModel, RowRole
from commissioner_app.ui.shared.row_delegate import describe
from tests.ui.fakes.program import NOW
from tests.ui.fakes.sync import FakeSync

ROW = RecordRow("", "visit", "", "冻害", "2026-03-05", "2", "ok", "", "", "", "received", "")


@dataclass
class Many:
    """A store with any number of rows that remembers what it was asked."""

    rows: int
    asked: list[ListQuery] = field(default_factory=list)

    def fetch(self, query: ListQuery) -> list[RecordRow]:
        self.asked.append(query)
        numbers = range(query.offset, min(query.offset + query.limit, self.rows))
        return [replace(ROW, id=f"v{n}", title=f"服务对象 {n}") for n in numbers]

    def count(self, _query: ListQuery) -> int:
        return self.rows


def model_of(many: Many) -> RecordModel:
    model = RecordModel(many.fetch, many.count, ListQuery("visit"), describe)
    model.reload()
    return model


def test_qt_finds_nothing_wrong_with_the_models(qtmodeltester: ModelTester, program: Any) -> None:
    lines = LineModel(NOW.date())
    lines.set_rows(FakeSync().lines())
    queue = QueueModel()
    queue.set_rows(program.review.queue())
    entries = EntryModel()
    entries.set_entries([entry_of(Hit("host", "1", "合作社", "响洪甸村", "", "received"))])
    for model in (model_of(Many(7)), lines, queue, entries):
        qtmodeltester.check(model)


def test_a_hundred_thousand_rows_are_read_where_they_are_looked_at() -> None:
    many = Many(100_000)
    model = model_of(many)
    assert model.rowCount() == 100_000
    assert not many.asked
    row = model.index(77_777).data(RowRole)
    assert row.id == "v77777"
    assert [q.offset for q in many.asked] == [77_700]
    model.index(77_701).data(Qt.ItemDataRole.DisplayRole)
    assert len(many.asked) == 1
    for start in range(0, 100_000, PAGE):
        model.row(start)
    assert len(model._pages) <= 40


def test_a_search_is_answered_later_and_an_old_answer_is_dropped() -> None:
    many = Many(250)
    waiting: list[tuple[Any, Any]] = []
    model = RecordModel(
        many.fetch, many.count, ListQuery("visit"), describe, later=lambda work, done: waiting.append((work, done))
    )
    model.reload()
    assert model.rowCount() == 250 and not waiting
    model.set_query(replace(model.query, text="冻"))
    model.set_query(replace(model.query, text="冻害"))
    assert model.rowCount() == 250
    many.rows = 150
    (old, say_old), (new, say_new) = waiting
    say_new(new())
    assert model.rowCount() == 150
    many.rows = 3
    say_old(old())
    assert model.rowCount() == 150
    many.rows = 150
    assert model.index(120).data(RowRole) is None and model.index(121).data(RowRole) is None
    changed: list[int] = []
    model.dataChanged.connect(lambda first, last: changed.extend((first.row(), last.row())))
    assert len(waiting) == 3
    waiting[2][1](waiting[2][0]())
    assert changed == [100, 149] and model.index(120).data(RowRole).id == "v120"


def test_a_row_that_went_away_since_the_count_is_nothing() -> None:
    many = Many(50)
    model = model_of(many)
    many.rows = 10
    assert model.index(20).data(RowRole) is None
    assert model.index(20).data(Qt.ItemDataRole.DisplayRole) == ""
    model.reload()
    assert model.rowCount() == 10


def test_a_row_is_said_in_words_for_screen_readers() -> None:
    model = model_of(Many(1))
    words = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert words == "服务对象 0，2026年3月5日，冻害，通过，已收到"


def test_a_record_is_found_among_the_pages_that_were_read() -> None:
    model = model_of(Many(500))
    assert model.find("v20") == 20
    assert model.find("v300") == -1
    model.row(300)
    assert model.find("v300") == 300


def test_the_queue_says_who_wrote_it(program: Any) -> None:
    queue = QueueModel()
    queue.set_rows(program.review.queue())
    assert queue.index(0).data(ReviewRole).writer_name == "张文斌"
    assert "张文斌" in queue.index(0).data(RowRole).subtitle
    assert queue.find("nothing") == -1
