"""Labels in several languages, with outputs, guidance and media."""

from __future__ import annotations

from tests.forms.builder import fill

SHEET = """
| survey |
| | type | name | label::中文 (zh) | label::English (en) | hint::中文 (zh) | guidance_hint::English (en) | image::English (en) | constraint | constraint_message::中文 (zh) | constraint_message::English (en) | required | required_message::中文 (zh) |
| | text | who | 姓名 | Name | 全名 | Full name as on the card | face.png | | | | yes | 要填姓名 |
| | integer | age | ${who}的年龄 | Age of ${who} | | | | . < 150 | ${who}太老 | Too old | | |
| settings |
| | default_language |
| | 中文 (zh) |
"""


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
