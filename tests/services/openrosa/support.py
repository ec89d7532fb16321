"""What a person does with another platform: set it up, fetch its forms, fill them, send."""

from __future__ import annotations

from typing import Any

from lxml import etree

from commissioner_app.services.program import Program
from tests.forms.builder import tables
from tests.services.conftest import visit_answers
from tests.services.test_attachments import photo
from tests.support.openrosa_server import OpenRosaServer

PLAIN_SETTINGS = "| settings | | |\n| | form_id | version |\n| | {id} | {version} |"


def form_xml(survey: str, form_id: str = "household", version: str = "3") -> str:
    """An XForm from the rows of a survey sheet."""
    from commissioner_app.forms.xlsform.conversion import to_xform

    sheets = f"| survey | | | | |\n{survey}\n{PLAIN_SETTINGS.format(id=form_id, version=version)}"
    return to_xform(tables(sheets)).xml


HOUSEHOLD = """| | type | name | label | required |
| | text | head | Head of the household | yes |
| | integer | people | People | |
| | image | house | House | |"""


REGISTER = """| | type | name | label | save_to |
| | text | full_name | Name | full_name |
| entities | | | | |
| | list_name | label | | |
| | people | ${full_name} | | |"""


FOLLOW_UP = """| | type | name | label | save_to |
| | select_one_from_file people.csv | person | Who | |
| | integer | age | Age | age |
| entities | | | | |
| | list_name | entity_id | | |
| | people | ${person} | | |"""


def set_up(program: Program, server: OpenRosaServer, *form_ids: str, key: bool = False) -> str:
    """The server in the settings, with these forms on; its id."""
    url = server.key_url if key else server.url
    made, _ = program.openrosa.links.set_up(url, "" if key else server.user, "" if key else server.password)
    for form_id in form_ids:
        program.openrosa.links.link(form_id, made.id)
    return made.id


def send(program: Program, form_id: str = "", *, by_hand: bool = True) -> Any:
    for _ in program.openrosa.send(form_id, by_hand=by_hand):
        pass
    return program.openrosa.sent


def fetch(program: Program, server_id: str, *form_ids: str) -> dict[str, str]:
    for _ in program.openrosa.fetch(server_id, form_ids):
        pass
    return {form.id.partition("@")[0]: form.state for form in program.openrosa.fetched}


def local_id(program: Program, form_id: str) -> str:
    return next(row.id for row in program.forms.rows("survey") if row.id.startswith(f"{form_id}@"))


def fill(
    program: Program, form_id: str, answers: dict[str, Any], record_id: str = "", more: dict[str, Any] | None = None
) -> str:
    """A record as the window writes it: through a draft of the form; ``more`` is what the window adds by itself."""
    draft = program.drafts.start("survey", form_id=form_id, record_id=record_id)
    form = program.forms.instance(form_id, draft.form_version, answers=draft.answers)
    for ref, value in answers.items():
        form.answer(ref, value)
    written = program.records.put(
        "survey", form.to_answers() | (more or {}), id=draft.record_id or draft.id, form_id=form_id,
        form_version=draft.form_version, draft_id=draft.id,
    )  # fmt: skip
    return written.record.id


def text(xml: bytes, name: str) -> str:
    found = [e.text or "" for e in etree.fromstring(xml).iter() if etree.QName(e).localname == name]
    return found[0] if found else ""


def visit(program: Program, host: str, **more: Any) -> str:
    picture = program.attachments.add(photo()).name
    answers = visit_answers(host, photos=[{"photo": picture, "caption": "茶园"}], **more)
    return program.records.put("visit", answers, form_id="visit").record.id


def submit(program: Program, record_id: str) -> None:
    """The review state alone; what the rules want of a visit is not this test's matter."""
    stored = program.desk.store.records.stored(record_id)
    assert stored is not None
    from dataclasses import replace

    program.desk.store.records.put(replace(stored.record, state="1"), dirty=True)


def half() -> float:
    """The shake of a wait, the same each time."""
    return 0.5
