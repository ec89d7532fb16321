"""``docs/operations.md`` is true, in both languages: its commands are understood, its settings are the defaults, its numbers
those of the code, and what it names to be watched is there."""

from __future__ import annotations

import re
import shlex
from dataclasses import fields
from pathlib import Path
from typing import Final

import pytest

from provincial_server import metrics
from provincial_server.__main__ import COMMANDS
from provincial_server.commands.cli import parser_of
from provincial_server.commands.configured import configured
from provincial_server.commands.listening import SHUTDOWN_SECONDS
from provincial_server.settings import Limits, Settings
from sync_protocol import limits

ROOT: Final = Path(__file__).resolve().parents[2]
PAGES: Final = ("docs/operations.md", "docs/operations.zh.md")
BLOCK: Final = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str, kind: str) -> list[str]:
    return [content for found, content in BLOCK.findall(text(page)) if found == kind]


def without_comments(block: str) -> list[str]:
    lines = (line.split("#")[0].rstrip() for line in block.splitlines())
    return [line for line in lines if line]


def shape(page: str) -> list[str]:
    """The levels of headings, the rows of tables and the points of lists, in order."""
    found = re.findall(r"^(#+ |\||- |```\w+)", BLOCK.sub("", text(page)), re.MULTILINE)
    return [str(one).strip() for one in found]


def test_both_languages_say_the_same_things_in_the_same_order() -> None:
    one, other = PAGES
    assert shape(one) == shape(other)
    for kind in ("sh", "sql", "ini", "nginx"):
        assert blocks(one, kind) == blocks(other, kind)
    assert [without_comments(block) for block in blocks(one, "toml")] == [
        without_comments(block) for block in blocks(other, "toml")
    ]
    named = [sorted(set(re.findall(r"`([^`\n]+)`", text(page)))) for page in PAGES]
    assert named[0] == named[1]


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_are_understood(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = [line for block in blocks(page, "sh") for line in block.splitlines()]
    said += [line for block in blocks(page, "ini") for line in block.splitlines() if line.startswith("ExecStart")]
    said += re.findall(r"`(python -m provincial_server [a-z][^`…]*)`", text(page))
    assert len(said) >= 15
    for line in said:
        parser_of(COMMANDS).parse_args(shlex.split(line.partition("-m provincial_server ")[2]))
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("page", PAGES)
def test_the_options_that_it_names_exist(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    helps = ""
    for command in ("serve", "backup", "restore", "check", "init", "user", "device", "appointment", "bundle"):
        for verb in ([], ["add"], ["revoke"], ["import"]):
            with pytest.raises(SystemExit):
                parser_of(COMMANDS).parse_args([command, *verb, "--help"])
            helps += capsys.readouterr().out
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text(page))) - {"--help"}
    assert {one for one in named if one not in helps} == set()


@pytest.mark.parametrize("page", PAGES)
def test_the_settings_shown_are_read_and_are_the_defaults(page: str, tmp_path: Path) -> None:
    (shown,) = blocks(page, "toml")
    (tmp_path / "server.toml").write_text(shown, encoding="utf-8")
    read = configured(Settings(tmp_path))
    assert read.limits == Limits() and read.metrics_token
    assert {one.name for one in fields(Limits)} == set(
        re.findall(r"^(\w+) = ", shown.partition("[limits]")[2], re.MULTILINE)
    )


@pytest.mark.parametrize("page", PAGES)
def test_the_numbers_to_be_watched_are_those_there_are(page: str) -> None:
    told = re.findall(r"^# TYPE (kotexing_\w+)", metrics.exposition().decode(), re.MULTILINE)
    series = {name for name in told if not name.endswith("_created")}
    named = set(re.findall(r"kotexing_\w+", text(page)))
    assert named == series


@pytest.mark.parametrize("page", PAGES)
def test_the_balancer_and_the_unit_leave_the_room_that_the_server_needs(page: str) -> None:
    (nginx,), (unit,) = blocks(page, "nginx"), blocks(page, "ini")
    largest = re.search(r"client_max_body_size (\d+)m", nginx)
    assert largest and int(largest[1]) * 1_000_000 > limits.BODY_BYTES - 1_000_000
    assert int(largest[1]) << 20 > limits.BODY_BYTES
    patience = re.search(r"TimeoutStopSec=(\d+)", unit)
    assert patience and int(patience[1]) > SHUTDOWN_SECONDS + 5
    assert Limits().idle_seconds > 60, "nginx keeps its connections for a minute"
