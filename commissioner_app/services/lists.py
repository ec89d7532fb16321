"""Code lists: what the server sent, else what ships with the program."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from functools import cache

from commissioner_app.domain.codelists import CodeList, CodeLists, Item, parse_csv
from commissioner_app.errors import InputError
from commissioner_app.i18n import Language, language
from commissioner_app.store.store import Store
from commissioner_app.system.paths import resource_folder


@cache
def shipped() -> CodeLists:
    """The lists in ``resources/lists``, read once."""
    files = sorted((resource_folder() / "lists").glob("L_*.csv"))
    return CodeLists([parse_csv(path.stem, path.read_text(encoding="utf-8-sig")) for path in files])


class Lists:
    """All code lists of domain.md 4, in the versions this laptop holds."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._lists: CodeLists | None = None

    def all(self) -> CodeLists:
        """Every list, as the domain's rules take them. Cached; ``reload`` forgets."""
        with self._lock:
            if self._lists is None:
                versions = self._store.lists.versions()
                sent = {name: parse_csv(name, text, versions[name]) for name, text in self._store.lists.all().items()}
                self._lists = CodeLists(list({**shipped(), **sent}.values())) if sent else shipped()
            return self._lists

    def get(self, list_id: str) -> CodeList:
        """One list. Raises ``InputError`` list_not_found."""
        found = self.all().get(list_id)
        if found is None:
            raise InputError("list_not_found", list=list_id)
        return found

    def label(self, list_id: str, code: str, lang: Language | None = None) -> str:
        """The label of a code; the code itself where the list does not know it."""
        return self.all().label(list_id, code, lang or language())

    def items(self, list_id: str, parent: str = "") -> Sequence[Item]:
        """The items in their order, those below ``parent`` if one is given."""
        found = self.get(list_id)
        return found.children(parent) if parent else found.items

    def ids(self) -> Iterator[str]:
        """The names of all lists."""
        return iter(self.all())

    def reload(self) -> None:
        """Forget what was read, after a sync."""
        with self._lock:
            self._lists = None
