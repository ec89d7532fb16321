"""What ``or_other`` adds is said in the languages of the form."""

from __future__ import annotations

import pytest

from commissioner_app.forms.instance.form import FormInstance
from tests.forms.builder import definition

TWO = """
| survey |
| | type | name | label::中文 (zh) | label::English (en) |
| | {type} | crop | 作物 | Crop |
| choices |
| | {list} | name | label::中文 (zh) | label::English (en) |
| | crops | tea | 茶 | Tea |
{more}
"""


def labels(form: FormInstance) -> list[tuple[str, str]]:
    return [(choice.value, choice.label) for choice in form.node("/data/crop").choices]


@pytest.mark.parametrize(
    "kind", ["select_one crops or_other", "select_multiple crops or_other", "select one from crops or specify other"]
)
@pytest.mark.parametrize("heading", ["list_name", "list name"])
def test_the_added_choice_speaks_the_languages_of_the_form(kind: str, heading: str) -> None:
    form = FormInstance(definition(TWO.format(type=kind, list=heading, more="")))
    form.set_language("中文 (zh)")
    assert labels(form) == [("tea", "茶"), ("other", "其他")]
    form.set_language("English (en)")
    assert labels(form) == [("tea", "Tea"), ("other", "Other")]
    form.answer("/data/crop", "other")
    assert form.node("/data/crop_other").relevant


def test_a_choice_that_the_author_wrote_stays() -> None:
    more = "| | crops | other | 别的 | Another |"
    form = FormInstance(definition(TWO.format(type="select_one crops or_other", list="list_name", more=more)))
    form.set_language("中文 (zh)")
    assert labels(form) == [("tea", "茶"), ("other", "别的")]


@pytest.mark.parametrize(("language", "word"), [("中文 (zh)", "其他"), ("Français (fr)", "Other"), ("", "Other")])
def test_labels_without_a_language_are_in_the_default_one(language: str, word: str) -> None:
    sheet = """
| survey |
| | type | name | label |
| | select_one crops or_other | crop | 作物 |
| choices |
| | list_name | name | label |
| | crops | tea | 茶 |
"""
    settings = f"| settings |\n| | default_language |\n| | {language} |\n" if language else ""
    assert labels(FormInstance(definition(sheet + settings))) == [("tea", "茶"), ("other", word)]


def test_lists_of_other_questions_get_no_choice() -> None:
    assert labels(FormInstance(definition(TWO.format(type="select_one crops", list="list_name", more="")))) == [
        ("tea", "茶")
    ]
