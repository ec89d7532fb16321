"""Labels in several languages, with outputs, guidance and media."""

from __future__ import annotations

from tests.forms.builder import fill

COLUMNS = [
    ("type", "text", "integer"),
    ("name", "who", "age"),
    ("label::中文 (zh)", "姓名", "${who}的年龄"),
    ("label::English (en)", "Name", "Age of ${who}"),
    ("hint::中文 (zh)", "全名", ""),
    ("guidance_hint::English (en)", "Full name as on the card", ""),
    ("image::English (en)", "face.png", ""),
    ("constraint", "", ". < 150"),
    ("constraint_message::中文 (zh)", "", "${who}太老"),
    ("constraint_message::English (en)", "", "Too old"),
    ("required", "yes", ""),
    ("required_message::中文 (zh)", "要填姓名", ""),
]
SHEET = (
    "| survey |\n"
    + "".join("| | " + " | ".join(column[row] for column in COLUMNS) + " |\n" for row in range(3))
    + "| settings |\n| | default_language |\n| | 中文 (zh) |\n"
)


def test_outputs_follow_the_answer_and_the_language() -> None:
    form = fill(SHEET)
    changes = form.answer("/data/who", "李")
    assert "/data/age" in changes.refs
    assert form.node("/data/age").label == "李的年龄"
    changes = form.set_language("English (en)")
    assert {"/data/who", "/data/age"} <= changes.refs
    assert form.node("/data/age").label == "Age of 李"


def test_messages_and_missing_texts() -> None:
    form = fill(SHEET)
    assert form.node("/data/who").message == "要填姓名"
    form.answer("/data/who", "李")
    form.answer("/data/age", "200")
    assert form.node("/data/age").message == "李太老"
    form.set_language("English (en)")
    assert form.node("/data/age").message == "Too old"
    assert form.node("/data/who").hint in ("全名", "-")


def test_guidance_and_media() -> None:
    form = fill(SHEET)
    form.set_language("English (en)")
    assert form.node("/data/who").guidance == "Full name as on the card"
    assert form.node("/data/who").media == {"image": "face.png"}
