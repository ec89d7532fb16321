"""Checks of headings: a misspelt column is silently of no effect, so that near misses are told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from commissioner_app.forms.errors import FormProblem
from commissioner_app.forms.guessing import guess
from commissioner_app.forms.xlsform.cells import headings, problem, split_heading
from commissioner_app.forms.xlsform.workbook import WorkbookTables

_KNOWN: Final = {
    "survey": frozenset(
        {"type", "name", "label", "hint", "guidance_hint", "relevant", "constraint", "constraint_message", "required"}
        | {"required_message", "appearance", "default", "readonly", "calculation", "repeat_count", "choice_filter"}
        | {"parameters", "trigger", "save_to", "image", "big-image", "audio", "video", "note", "comment", "comments"}
        | {"disabled", "autoplay", "intent", "accuracythreshold", "body", "bind", "instance", "control", "notes"}
    ),
    "settings": frozenset(
        {"form_title", "form_id", "id_string", "version", "default_language", "style", "instance_name", "public_key"}
        | {"submission_url", "allow_choice_duplicates", "namespaces", "clean_text_values", "auto_send", "auto_delete"}
        | {"name", "title", "sms_keyword", "omit_instanceid", "prefix", "delimiter", "client_editable"}
    ),
}


def check_headings(tables: WorkbookTables, lang: str) -> Iterator[FormProblem]:
    """Headings that are probably misspelt; a column under any other heading is the author's own."""
    for sheet, known in _KNOWN.items():
        for heading in headings(tables, sheet):
            base = split_heading(heading)[0].replace(" ", "_")
            near = "" if base in known else guess(base, known)
            if near:
                yield problem("warning", (sheet, 1, heading), lang, "column_unknown", near=near, name=heading)
