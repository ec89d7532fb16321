"""For whom besides the server a piece is sealed: the teams and offices that may read all that is in it."""

from __future__ import annotations

from collections.abc import Iterable

from commissioner_app.domain.buckets import PROVINCE, county_bucket
from commissioner_app.store.rows import Version
from commissioner_app.store.store import Store
from commissioner_app.sync.bundle.keyring import Keyring

Audience = frozenset[str]


class Audiences:
    """Answers for the teams and offices whose keys this device holds."""

    def __init__(self, store: Store, keyring: Keyring) -> None:
        self._store = store
        counties = {county_bucket(code) for code in keyring.given["card"]["counties"]}
        self._sees = {
            # A team works in the counties of its members; an office in its own.
            name: {name, PROVINCE} | (counties if name.startswith("team:") else {county_bucket(name.partition(":")[2])})
            for name in keyring.given["seal"]
        }

    def of_versions(self, kind: str, versions: Iterable[Version | None]) -> Audience:
        """Who may read every one of these versions of a record."""
        declared = self._store.kinds.get(kind)
        if declared is None:
            return frozenset()
        audience = frozenset(self._sees)
        for version in versions:
            if version is not None:
                lies_in = declared.buckets(version.answers, version.state)
                audience = frozenset(name for name in audience if self._sees[name] & lies_in)
        return audience

    def of_file(self, name: str) -> Audience:
        """Who may read a record that names a file."""
        users = self._store.records.many(self._store.attachments.users(name))
        audience: Audience = frozenset()
        for record in users.values():
            audience |= self.of_versions(record.kind, [Version.of(record)])
        return audience
