"""No key, no data: nothing a person entered lies readable in the profile folder, and a wrong password opens nothing."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from commissioner_app.errors import EnvironmentFault, InputError
from commissioner_app.store import keys
from commissioner_app.store.keys import Cost, Profile
from commissioner_app.store.rows import Draft
from commissioner_app.store.store import Store
from tests.store.samples import KINDS, picture, record

CHEAP = Cost(1, 8 * 1024, 1)


def test_no_plain_text_in_any_file_of_the_profile(tmp_path: Path) -> None:
    key = keys.create(tmp_path, "correct horse", Profile("https://server.example", "dev-1", "D07"), CHEAP)
    store = Store.open(tmp_path, key, kinds=KINDS)
    photo, _ = store.attachments.add_photo(picture(), file_name="PLAINNAME.jpg", keep_original=True)
    note = store.attachments.add(b"PLAINATTACHMENT " * 9000, "txt")
    one = record({"name": "秘密合作社", "content": "PLAINCONTENT 电话13900001111", "photo": photo, "log_scan": note})
    store.drafts.put(Draft("d", "visit", "visit", "1", saved={"x": "PLAINDRAFT"}))
    store.write(one, who="p1", device="d1", action="create", reason="PLAINREASON")
    store.search.index_some()
    store.backups.create("manual")
    found_open = _leaks(tmp_path, [photo, note])
    store.close()
    assert found_open == []
    assert _leaks(tmp_path, [photo, note]) == []


def _leaks(folder: Path, names: list[str]) -> list[tuple[str, bytes]]:
    words = [word.encode() for word in ("秘密合作社", "PLAIN", "13900001111", "MadeUpCamera", "correct horse")]
    # Long enough that cipher text does not hold one by chance, as it does three bytes of a JPEG.
    words += [bytes.fromhex(name[:64]) for name in names]
    words += [b"\xff\xd8\xff\xe0\x00\x10JFIF", b"Exif\x00\x00", b"SQLite format 3"]
    leaks: list[tuple[str, bytes]] = []
    for path in folder.rglob("*"):
        leaks += [(path.name, name.encode()) for name in names if name[:16] in path.name]
        if path.is_file():
            data = path.read_bytes()
            leaks += [(path.name, word) for word in words if word in data]
    return leaks


def test_wrong_password_opens_nothing_and_the_right_one_does(tmp_path: Path) -> None:
    key = keys.create(tmp_path, "right", Profile(), CHEAP)
    with pytest.raises(InputError) as caught:
        keys.unlock(tmp_path, "wrong")
    assert caught.value.code == "bad_password"
    assert keys.unlock(tmp_path, "right") == key


def test_password_changes_without_touching_the_data(tmp_path: Path) -> None:
    profile = Profile("https://server.example", "dev-1", "D07")
    key = keys.create(tmp_path, "old", profile, CHEAP)
    keys.change_password(tmp_path, "old", "new", CHEAP)
    assert keys.unlock(tmp_path, "new") == key
    with pytest.raises(InputError):
        keys.unlock(tmp_path, "old")
    with pytest.raises(InputError):
        keys.change_password(tmp_path, "old", "other", CHEAP)
    keys.update(tmp_path, dataclasses.replace(profile, device_code="D08"))
    assert keys.read(tmp_path).device_code == "D08"
    assert keys.unlock(tmp_path, "new") == key


def test_profiles_are_not_overwritten_and_damaged_ones_say_so(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        keys.unlock(tmp_path, "any")
    keys.create(tmp_path, "a", Profile(), CHEAP)
    with pytest.raises(InputError) as caught:
        keys.create(tmp_path, "b", Profile(), CHEAP)
    assert caught.value.code == "profile_exists"
    (tmp_path / keys.FILE_NAME).write_text("{")
    with pytest.raises(EnvironmentFault):
        keys.unlock(tmp_path, "a")


def test_a_wrong_key_reads_no_database(tmp_path: Path) -> None:
    Store.open(tmp_path, bytes(32), kinds=KINDS).close()
    with pytest.raises(EnvironmentFault) as caught:
        Store.open(tmp_path, b"\x01" * 32, kinds=KINDS)
    assert caught.value.code == "database_damaged"
