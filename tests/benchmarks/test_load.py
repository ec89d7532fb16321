"""The load generator speaks the real protocol to a real server; how fast that is, is not judged here."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import load, profiles
from benchmarks.province.report import Report


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profiles, "CACHE", tmp_path)


@pytest.fixture
def reports(monkeypatch: pytest.MonkeyPatch) -> list[Report]:
    """What each scenario collected, at the moment it prints it."""
    seen: list[Report] = []
    show = Report.print

    def noted(report: Report) -> None:
        seen.append(report)
        show(report)

    monkeypatch.setattr(Report, "print", noted)
    return seen


def test_laptops_of_an_evening_bring_edits_and_photos(reports: list[Report]) -> None:
    figures = {figure.name: figure for figure in load.run(quick=True, arguments=["--scenario", "evening"])}
    (report,) = reports
    counted = {what: report.count(what) for what in report.waits}
    assert counted == {"renewal of tokens": 3, "sync of 5 edits": 3, "photo": 6, "sync without news": 3}
    assert not report.refusals and not report.lost and report.retries == 0
    assert report.traffic.sent > 6 * 300_000 and report.traffic.calls == 15
    assert figures["laptops that did not get through, sqlite"].met
    assert figures["sync of 5 edits, 99 of 100, sqlite"].value == max(report.waits["sync of 5 edits"])


def test_pushes_are_all_taken_and_stand_beside_their_floor(
    reports: list[Report], capsys: pytest.CaptureFixture[str]
) -> None:
    (figure,) = load.run(quick=True, arguments=["--scenario", "pushes"])
    assert reports[0].count("push of 50 records") > 0 and not reports[0].refusals
    assert figure.value > 0 and figure.floor is not None and figure.goal is None
    said = capsys.readouterr().out
    assert "errors: none" in said and "MB sent" in said and "of a core" in said
