"""A match is titled by its need and, once somebody claims it, by the unit: no dash without a second part."""

from __future__ import annotations

import pytest

from commissioner_app.services.program import Program


@pytest.mark.parametrize(
    ("answers", "title"),
    [
        ({"need_title": "霜冻预警"}, "霜冻预警"),
        ({"need_title": "霜冻预警", "claim_unit": "安农大"}, "霜冻预警 - 安农大"),
        ({"claim_unit": "安农大"}, "安农大"),
    ],
)
def test_title_of_a_match(program: Program, answers: dict[str, str], title: str) -> None:
    version = program.forms.newest("match")
    assert program.forms.instance("match", version, answers=answers).instance_name == title
