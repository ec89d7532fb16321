"""English as a person writes it: buttons in sentence case, one day and two days."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from commissioner_app import i18n
from commissioner_app.domain.kind import Field
from commissioner_app.domain.registry import KINDS
from commissioner_app.system.paths import resource_folder
from commissioner_app.ui.shared.record_detail import move_word
from commissioner_app.ui.shared.state_label import StateLabel, mark_word
from commissioner_app.ui.shared.values import unit_word


@pytest.fixture
def english() -> Iterator[None]:
    i18n.set_language("en")
    yield
    i18n.set_language("zh")


@pytest.mark.usefixtures("english")
def test_every_step_is_written_as_a_button() -> None:
    words = [move_word(move.action) for kind in KINDS.values() for move in kind.moves]
    assert words and all(word[0].isupper() for word in words), words


@pytest.mark.usefixtures("english")
def test_one_day_and_two_days() -> None:
    assert [unit_word("天", n) for n in (1, 1.0, 0.5, 2)] == ["day", "day", "days", "days"]


def test_texts_for_one_exist_in_english_only() -> None:
    for path in (resource_folder() / "i18n").glob("*.json"):
        for key, entry in json.loads(path.read_text(encoding="utf-8")).items():
            assert set(entry) <= {"zh", "en", "en_one"}, key


def test_every_unit_of_a_record_has_an_english_word() -> None:
    def units(fields: tuple[Field, ...]) -> set[str]:
        return {word for field in fields for word in ({field.unit} if field.unit else set()) | units(field.items)}

    assert not {unit for kind in KINDS.values() for unit in units(kind.fields) if not i18n.has(f"report.unit.{unit}")}


def test_quotes_are_straight_for_a_chinese_font_draws_the_curved_ones_as_wide_as_a_character() -> None:
    curved = {
        key
        for key, entry in i18n.catalogue().items()
        for words in (entry["en"], entry.get("en_one", ""))
        if set(words) & set("“”‘’")
    }
    assert not curved


@pytest.mark.usefixtures("english", "dressed")
def test_what_begins_a_line_begins_with_a_capital() -> None:
    assert i18n.sentence("received") == "Received" and i18n.sentence("") == "" and i18n.sentence("已收到") == "已收到"
    begin = ("ui.status.", "syncpage.next.", "undo.", "setting.", "today.", "due.")
    small = {
        key
        for key, entry in i18n.catalogue().items()
        if key.startswith(begin) and key != "undo.untitled" and entry["en"][0].islower()
    }
    assert not small
    assert mark_word("waiting") == "Waiting to send"
    assert StateLabel("waiting", "being sent").words() == "Being sent"
