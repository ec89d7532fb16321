"""The forms in ``resources/forms``: used until the server has sent its own. Converting one takes about a second, so the
result is kept in the profile."""

from __future__ import annotations

import csv
import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from commissioner_app.services.lists import Lists
from commissioner_app.store.store import Store
from commissioner_app.system.paths import resource_folder

KEPT: Final = "shipped_form."


@cache
def shipped_ids() -> tuple[str, ...]:
    """The ids of the forms that ship with the program."""
    return tuple(sorted(path.parent.name for path in _folder().glob("*/settings.csv")))


@cache
def _settings(form_id: str) -> dict[str, str]:
    path = _folder() / form_id / "settings.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return next(iter(csv.DictReader(stream)), {})


class ShippedForms:
    """XForms made of the text tables, converted once per content."""

    def __init__(self, store: Store, lists: Lists) -> None:
        self._store = store
        self._lists = lists
        self._made: dict[str, str] = {}

    def version(self, form_id: str) -> str:
        """The version its table names; "" where no such form ships."""
        return _settings(form_id).get("version", "") if form_id in shipped_ids() else ""

    def title(self, form_id: str) -> str:
        """What its table calls it; the id of one without a title."""
        return _settings(form_id).get("form_title") or form_id

    def xml(self, form_id: str) -> str:
        """The XForm; "" where no such form ships."""
        if form_id not in shipped_ids():
            return ""
        if form_id not in self._made:
            content = _fingerprint(form_id)
            kept = self._store.sync_state.get(KEPT + form_id)
            if not (isinstance(kept, dict) and kept.get("content") == content):
                kept = {"content": content, "xml": self._convert(form_id)}
                self._store.sync_state.set(KEPT + form_id, kept)
            self._made[form_id] = str(kept["xml"])
        return self._made[form_id]

    def reload(self) -> None:
        """Forget what was made in this run."""
        self._made.clear()

    def _convert(self, form_id: str) -> str:
        from commissioner_app.forms.xlsform.conversion import to_xform
        from commissioner_app.forms.xlsform.tables import read_folder

        rows = {list_id: code_list.rows() for list_id, code_list in self._lists.all().items()}
        return to_xform(read_folder(_folder() / form_id, rows)).xml


def _fingerprint(form_id: str) -> str:
    """A sum over the form's tables and those it is composed of."""
    from commissioner_app.forms.xlsform.tables import parts_of

    digest = hashlib.sha256(form_id.encode())
    for part in parts_of(_folder() / form_id):
        for path in sorted(part.glob("*.csv")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _folder() -> Path:
    return resource_folder() / "forms"
