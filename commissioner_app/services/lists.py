"""Code lists: what the server sent, else what ships with the program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commissioner_app.domain.codelists import CodeList, CodeLists, Item
from commissioner_app.services.desk import Desk


class Lists:
    """All code lists of domain.md 4, in the versions this laptop holds."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def all(self) -> CodeLists:
        """Every list, as the domain's rules take them. Cached; ``reload`` forgets."""
        raise NotImplementedError

    def get(self, list_id: str) -> CodeList:
        """One list. Raises ``InputError`` list_not_found."""
        raise NotImplementedError

    def label(self, list_id: str, code: str, lang: str = "") -> str:
        """The label of a code; the code itself where the list does not know it."""
        raise NotImplementedError

    def items(self, list_id: str, parent: str = "") -> Sequence[Item]:
        """The items in their order, those below ``parent`` if one is given."""
        raise NotImplementedError

    def ids(self) -> Iterator[str]:
        """The names of all lists."""
        raise NotImplementedError

    def reload(self) -> None:
        """Forget what was read, after a sync."""
        raise NotImplementedError
