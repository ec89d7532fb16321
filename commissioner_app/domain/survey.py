"""Survey: what was filled into a form of another platform (ODK Central, KoboToolbox).

It stays on this laptop and goes to the server that the form came from, never to the provincial one. Its answers are
wholly that form's, so the program's own words about it have names that no question can have.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from commissioner_app.domain.buckets import writer_buckets
from commissioner_app.domain.kind import Field, FieldType, Kind, State, Summary
from commissioner_app.domain.states import OFFICES, READERS, WRITERS, code_of, text_of

T = FieldType
TITLE: Final = "@title"
FORM: Final = "@form"
DAY: Final = "@day"

FIELDS = (
    Field(TITLE, T.TEXT, "名称", "Name", searched=True),
    Field(FORM, T.TEXT, "表单", "Form", searched=True),
    Field(DAY, T.DATE, "填写日期", "Filled on"),
)


def summary(answers: Mapping[str, Any]) -> Summary:
    """The name that the form gives; the form below."""
    return Summary(
        title=text_of(answers, TITLE, limit=100),
        subtitle=text_of(answers, FORM, limit=60),
        date=code_of(answers, DAY),
    )


KIND = Kind(
    name="survey",
    zh="其他平台的表单",
    en="form of another platform",
    fields=FIELDS,
    states=(State("done", "已填完", "finished", "ok"),),
    moves=(),
    first_state="done",
    form="",
    summary=summary,
    buckets=writer_buckets,
    read_roles=READERS,
    write_roles=WRITERS | OFFICES,
    local=True,
)
