"""The way to the server as a person sets it: kept in the profile, in force with the next call, tried before it is believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from commissioner_app import bootstrap
from commissioner_app.errors import AppError, InputError
from commissioner_app.services.network import FILE_NAME, Trust
from commissioner_app.services.program import Program
from commissioner_app.services.sync_words import trouble
from commissioner_app.store import keys
from commissioner_app.system.secrets import MemoryStore
from tests.services.conftest import PASSWORD, sign_in_reply
from tests.support.certificates import Authority
from tests.sync.test_network import ANSWER, health


def serve_from(program: Program, url: str) -> None:
    program.account.set_server(url)


def code_of(program: Program, typed: str | None = None) -> str:
    with pytest.raises(AppError) as caught:
        program.network.try_it(typed)
    return caught.value.code


def test_a_certificate_is_copied_shown_used_and_taken_away(program: Program, tmp_path: Path) -> None:
    authority = Authority(tmp_path, life=(-4000, 4000))
    with health(authority.tls(life=(-4000, 4000))) as url:
        serve_from(program, url)
        assert code_of(program) == "server_untrusted" and not program.sync.look()
        status = program.sync.status()
        assert (status.online, status.last_error) == (True, "server_untrusted"), (
            "there is a network, but not the server"
        )
        (added,) = program.network.add_authorities(authority.file)
        authority.file.unlink()
        assert program.network.try_it() >= 0
        assert program.sync.look() and program.sync.status().online is True
    assert added.subject == "test authority" and program.network.authorities() == [added]
    program.network.remove_authorities()
    assert program.network.authorities() == [] and not (program.account.folder() / FILE_NAME).exists()


def test_a_bad_certificate_leaves_the_good_one(program: Program, tmp_path: Path) -> None:
    authority = Authority(tmp_path, life=(-4000, 4000))
    program.network.add_authorities(authority.file)
    before = program.network.authorities()
    (tmp_path / "bad.pem").write_text("moon")
    for path in (tmp_path / "bad.pem", tmp_path / "none.pem", tmp_path):
        with pytest.raises(InputError) as caught:
            program.network.add_authorities(path)
        assert caught.value.code == "ca_unreadable"
    assert program.network.authorities() == before


def test_a_damaged_file_of_certificates_is_an_error_with_words(program: Program) -> None:
    (program.account.folder() / FILE_NAME).write_bytes(b"\xff\xfe")
    with health() as url:
        serve_from(program, url.replace("http:", "https:"))
        assert code_of(program) == "ca_unreadable"
        with pytest.raises(AppError) as caught:
            list(program.sync.run())
    assert caught.value.code == "ca_unreadable" and program.network.authorities() == []


def test_a_proxy_is_tried_before_it_is_kept(program: Program) -> None:
    program.preferences.set("proxy", "manual")
    serve_from(program, "http://sync.example.org")
    assert code_of(program, "127.0.0.1:1") == "proxy_unreachable"
    assert code_of(program, "socks5://x:1") == "bad_proxy_address"
    assert program.preferences.get("proxy_address") == ""
    assert program.network.set_proxy_address(" 10.0.0.1:3128 ") == "http://10.0.0.1:3128"
    assert program.network.network().address == "http://10.0.0.1:3128"
    assert program.network.set_proxy_address("") == ""


def test_settings_hold_with_the_next_call_without_a_restart(program: Program) -> None:
    with health(answer=ANSWER) as url:
        serve_from(program, url)
        with pytest.raises(AppError) as caught:
            list(program.sync.run())  # it answers, but is no server
        assert caught.value.code != "server_unreachable"
        serve_from(program, "http://127.0.0.1:1")
        with pytest.raises(AppError) as caught:
            list(program.sync.run())
        assert caught.value.code == "server_unreachable"


def test_a_first_sign_in_keeps_whom_it_believed(tmp_path: Path) -> None:
    authority = Authority(tmp_path, life=(-1, 30))
    folder = tmp_path / "p"
    trust = Trust(authority.file, system=True)
    made = bootstrap.make_profile(
        folder, "https://127.0.0.1:1", "程岚", PASSWORD, sign_in_reply(), secrets=MemoryStore(), trust=trust
    )
    try:
        assert made.preferences.get("trust_system") is True
        assert [one.subject for one in made.network.authorities()] == ["test authority"]
    finally:
        made.close()
    with pytest.raises(InputError) as caught:
        bootstrap.create_profile(tmp_path / "q", "https://127.0.0.1:1", "u", "p", trust=Trust(tmp_path / "gone.pem"))
    assert caught.value.code == "ca_unreadable" and not keys.exists(tmp_path / "q")


def test_looking_in_vain_is_no_error_and_a_login_page_is_no_server(program: Program) -> None:
    serve_from(program, "http://127.0.0.1:1")
    assert not program.sync.look() and program.sync.status().online is False
    with health(answer=b"<html>") as url:
        serve_from(program, url)
        assert not program.sync.look()
    assert program.sync.status().last_error == ""


def test_a_clock_that_is_wrong_is_told_with_its_date(program: Program, tmp_path: Path) -> None:
    authority = Authority(tmp_path, life=(-4000, 4000))
    program.network.add_authorities(authority.file)
    with health(authority.tls(life=(20, 90))) as url:
        serve_from(program, url)
        assert not program.sync.look()
    words = trouble(program.sync.status())
    assert "时间不对" in words and "20" in words and "{" not in words and "…" not in words
