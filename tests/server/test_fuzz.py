"""The server under a fuzzer that is driven by the published interface: no failure of ours, no answer but those that are
published, nothing of another county shown or changed. ``FUZZ_EXAMPLES`` and ``FUZZ_SEED`` make the longer run another."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.laptop import Laptop
from tests.server.neighbours import Neighbours, laptop_of, settle, work
from tests.support.commands import ROOT
from tests.support.homes import sample_home
from tests.support.server import ServerProcess

pytest.importorskip("schemathesis")
HERE = Path(__file__).parent / "fuzz"


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory, backend: str) -> Iterator[tuple[ServerProcess, Neighbours]]:
    home = sample_home(tmp_path_factory.mktemp("fuzz"), backend)
    team = settle(home)
    running = home.serve()
    yield running, work(running.url, team)
    running.stop()


def fuzz(server: ServerProcess, theirs: Neighbours, role: str, folder: Path, *options: str) -> None:
    """One run of schemathesis with all its checks, as this role."""
    laptop = Laptop(server.url, server.user(role))
    laptop.sign_in()
    theirs.save(folder / "neighbours.json")
    command = [
        *(
            sys.executable,
            "-m",
            "schemathesis.cli",
            "--config-file",
            str(HERE / "schemathesis.toml"),
            "--no-color",
            "run",
        ),
        *(f"{server.url}/openapi.json", "--header", f"Authorization: {laptop.headers['Authorization']}"),
        # Signing out would end the run; it is tried by hand elsewhere.
        *("--checks", "all", "--exclude-method", "DELETE", "--generation-database", "none", *options),
    ]
    known = {"FUZZ_NEIGHBOURS": str(folder / "neighbours.json"), "SCHEMATHESIS_HOOKS": "tests.server.fuzz.hooks"}
    environment = {**os.environ, **known, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def held_by(url: str) -> dict[str, dict[str, dict[str, Any]]]:
    """Everything of the second county, as its own office sees it."""
    return laptop_of(url, "neighbour-office").pull_all(limit=2000)


def test_nothing_breaks_and_nothing_of_another_county_shows_or_changes(
    fuzzed: tuple[ServerProcess, Neighbours], tmp_path: Path
) -> None:
    server, theirs = fuzzed
    before = held_by(server.url)
    fuzz(server, theirs, "STC", tmp_path, "--seed", "4", "-n", "8", "--phases", "coverage,fuzzing")
    after = held_by(server.url)
    own = [bucket for bucket in before if bucket.startswith(("county:", "office:"))]
    assert own and all(after[bucket] == before[bucket] for bucket in own)


@pytest.mark.slow
@pytest.mark.parametrize("role", ["STC", "COUNTY", "PROVINCE", "AUDIT"])
def test_a_long_run_as_each_office(fuzzed: tuple[ServerProcess, Neighbours], tmp_path: Path, role: str) -> None:
    server, theirs = fuzzed
    options = ("--seed", os.environ.get("FUZZ_SEED", "1"), "-n", os.environ.get("FUZZ_EXAMPLES", "200"))
    sees_all = role in ("PROVINCE", "AUDIT")
    before = held_by(server.url)
    fuzz(
        server,
        theirs,
        role,
        tmp_path,
        *options,
        *(("--exclude-checks", "nothing_of_the_neighbours") if sees_all else ()),
    )
    if not sees_all:
        assert {name: held_by(server.url)[name] for name in before} == before
