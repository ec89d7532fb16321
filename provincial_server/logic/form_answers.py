"""Whether what was handed in keeps to the rules of the form it was filled with: required answers, constraints, types.

Asked for by the administrator, never while a laptop sends: filling a form takes as long as storing fifty records, a form's
rules may look at the day or at lists that have changed since, and what a person entered is never refused for them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from provincial_server.db import forms, records
from provincial_server.db.engine import Connection
from provincial_server.logic.kinds import kinds

if TYPE_CHECKING:
    from commissioner_app.forms.definition import FormDefinition


@dataclass(frozen=True, slots=True)
class Finding:
    """A record that breaks rules of its form. ``problems``: reference, kind (required, constraint, type) and text of each;
    "form" where the version is not here or cannot be used."""

    id: str
    kind: str
    form: str
    version: str
    problems: tuple[tuple[str, str, str], ...]


class Definitions:
    """Compiled forms by id and version, each read once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._held: dict[tuple[str, str], FormDefinition | None] = {}

    def get(self, form_id: str, version: str) -> FormDefinition | None:
        """The form, None where this server has no such version or it cannot be used."""
        key = form_id, version
        if key not in self._held:
            self._held[key] = self._load(form_id, version)
        return self._held[key]

    def _load(self, form_id: str, version: str) -> FormDefinition | None:
        from commissioner_app.forms.errors import FormError
        from commissioner_app.forms.loading import load_xform

        found = forms.form(self._connection, form_id, version)
        if found is None:
            return None
        sums: dict[str, str] = json.loads(found["files"])
        files = {name: data for name, sum_ in sums.items() if (data := forms.file(self._connection, sum_)) is not None}
        try:
            return load_xform(str(found["xml"]), files=files)
        except FormError:
            return None


def verify(connection: Connection, kind: str = "", lang: str = "zh") -> Iterator[Finding]:
    """The records handed in (not those still in their first state) that break rules of their form."""
    definitions = Definitions(connection)
    for body in records.bodies(connection, kind):
        record = json.loads(body)
        rules = kinds().get(record["kind"])
        if not record["form_id"] or rules is None or record["state"] == rules.first_state:
            continue
        problems = _problems(definitions.get(record["form_id"], record["form_version"]), record, lang)
        if problems:
            yield Finding(record["id"], record["kind"], record["form_id"], record["form_version"], problems)


def _problems(
    definition: FormDefinition | None, record: Mapping[str, Any], lang: str
) -> tuple[tuple[str, str, str], ...]:
    from commissioner_app.forms.errors import FormError
    from commissioner_app.forms.instance.form import FormInstance

    if definition is None:
        return (("", "form", f"{record['form_id']} {record['form_version']}"),)
    # The form's today is the day it was filled in: "not in the future" is about then.
    at = datetime.fromisoformat(record["updated_at"])
    try:
        form = FormInstance(definition, now=lambda: at, answers=record["answers"])
        fitting = next((name for name in form.languages if name == lang or name.endswith(f"({lang})")), "")
        if fitting and fitting != form.language:
            form.set_language(fitting)
        return tuple((problem.ref, problem.kind, problem.message) for problem in form.problems())
    except FormError as error:
        return (("", "form", error.message(lang)),)
