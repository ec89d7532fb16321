"""The files beside a form, read from the store when the form asks for them; entity lists as they will be.

Files of our own server's forms are kept once by content, those of other platforms' with their form.
What this laptop registered or changed shows in the lists of later forms at once, though the server makes entities of
submissions only after they arrived.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from commissioner_app.store.store import Store

LIST_ENDING: Final = ".csv"


class StoredFiles(Mapping[str, bytes]):
    """Plain name -> content, for one version of a form."""

    def __init__(self, store: Store, form: tuple[str, str]) -> None:
        self._store = store
        self._form = form

    def __getitem__(self, name: str) -> bytes:
        data = self._store.form_sources.file(self._form, name)
        if data is None:
            published = self._store.forms.file(self._published().get(name, ""))
            if published is None:
                raise KeyError(name)
            return published
        listed = self._store.form_sources.files(self._form).get(name)
        return self._current(name, data) if listed and listed[1] else data

    def __iter__(self) -> Iterator[str]:
        return iter({**self._published(), **self._store.form_sources.files(self._form)})

    def __len__(self) -> int:
        return len({**self._published(), **self._store.form_sources.files(self._form)})

    def _published(self) -> Mapping[str, str]:
        """Name -> SHA-256 of the files that our own server published with the form."""
        held = self._store.forms.get(*self._form) if self._form[1] else None
        return held.files if held else {}

    def _current(self, name: str, data: bytes) -> bytes:
        from commissioner_app.forms.openrosa import entities

        server = self._store.form_sources.server_of(self._form[0])
        changes = self._store.form_sources.entity_changes(server, name.removesuffix(LIST_ENDING))
        return entities.apply(data, [entities.EntityChange(**change) for _, change in changes]) if changes else data
