"""A key that is unlocked while the program loads is the same key, handed out once, and no way around the password."""

from __future__ import annotations

from pathlib import Path

import pytest

from commissioner_app.errors import InputError
from commissioner_app.store import keys
from commissioner_app.store.keys import Cost, Profile, Unlocking

CHEAP = Cost(1, 64, 1)


def test_the_key_is_unlocked_beforehand_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = keys.create(tmp_path, "correct horse", Profile(), CHEAP)
    begun = Unlocking(tmp_path, "correct horse")
    assert begun.take(tmp_path, "correct horse") == key
    asked: list[str] = []

    def unlock(_folder: Path, password: str) -> bytes:
        asked.append(password)
        return b"again"

    monkeypatch.setattr(keys, "unlock", unlock)
    assert begun.take(tmp_path, "correct horse") == b"again" and asked == ["correct horse"]


def test_another_password_gets_nothing_of_it(tmp_path: Path) -> None:
    keys.create(tmp_path, "correct horse", Profile(), CHEAP)
    begun = Unlocking(tmp_path, "correct horse")
    with pytest.raises(InputError) as wrong:
        begun.take(tmp_path, "wrong")
    assert wrong.value.code == "bad_password"
    refused = Unlocking(tmp_path, "wrong")
    with pytest.raises(InputError):
        refused.take(tmp_path, "wrong")
