"""The author's loop against a real server and two laptops: try, publish, take at the next sync, go on with the old, retire."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from commissioner_app import bootstrap
from commissioner_app.errors import AppError
from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.services.program import Program
from commissioner_app.store import keys
from commissioner_app.system.secrets import MemoryStore
from tests.support import server as servers

Sheet = Callable[..., Path]
Open = Callable[..., Program]
HEAD = ["type", "name", "label::中文 (zh)", "label::English (en)", "save_to"]
ROWS = (
    ["text", "host_name", "名称", "Name", "host_name"],
    ["select_one L_COUNTY", "county", "县", "County", "county"],
    ["select_one_from_file markets.csv", "market", "销往市场", "Market", ""],
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.ServerProcess]:
    folder = tmp_path_factory.mktemp("author")
    users = servers.copy_sample(folder / "data")
    running = servers.start_server(folder / "data", users=users)
    yield running
    running.stop()


@pytest.fixture
def laptop(
    server: servers.ServerProcess, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Open]:
    monkeypatch.setattr(keys.create, "__defaults__", (keys.Cost(1, 64, 1),))
    made: list[Program] = []

    def of(role: str) -> Program:
        user = server.user(role)
        folder = tmp_path_factory.mktemp(role) / "profile"
        program = bootstrap.create_profile(folder, server.url, user["name"], user["password"], secrets=MemoryStore())
        made.append(program)
        sync(program)
        return program

    yield of
    for program in made:
        program.close()


def sync(program: Program) -> None:
    for _step in program.sync.run(index=False):
        pass


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    (tmp_path / "markets.csv").write_text("name,label\nhf,合肥\nnj,南京\n", encoding="utf-8")

    def write(version: str, *rows: list[str], form_id: str = "host_market") -> Path:
        book = Workbook()
        survey = book.active
        assert survey is not None
        survey.title = "survey"
        for row in (HEAD, *rows):
            survey.append(row)
        for name, lines in (
            ("settings", (["form_title", "form_id", "version"], ["市场调查", form_id, version])),
            ("entities", (["list_name", "label"], ["host", "${host_name}"])),
        ):
            page = book.create_sheet(name)
            for line in lines:
                page.append(line)
        path = tmp_path / f"{form_id}-{version}.xlsx"
        book.save(path)
        return path

    return write


def test_a_form_goes_from_the_spreadsheet_to_every_laptop_and_back_out_of_use(laptop: Open, sheet: Sheet) -> None:
    office, field = laptop("PROVINCE"), laptop("STC")
    trial = office.publishing.try_file(sheet("1", *ROWS), "zh")
    assert (trial.errors, trial.ready, trial.kind, trial.published) == (0, True, "host", "")
    assert list(trial.files) == ["markets.csv"]
    assert office.publishing.publish(trial).added

    assert field.forms.newest_or_none("host_market") == ""
    sync(field)
    assert field.forms.newest("host_market") == "1"
    form = field.forms.instance("host_market")
    assert [choice.label for choice in form.node("/data/market").choices] == ["合肥", "南京"]
    draft = field.drafts.start("host", form_id="host_market", answers={"host_name": "青山茶社"})
    assert draft.form_version == "1"
    record = field.records.put(
        "host", {"host_name": "老茶社", "county": "341524", "market": "hf"}, form_id="host_market", form_version="1"
    ).record

    without = office.publishing.try_file(sheet("2", *ROWS[:1]), "zh")
    assert [loss.name for loss in without.losses] == []  # this laptop has not taken version 1 yet
    with pytest.raises(AppError) as refused:
        office.publishing.publish(without)
    assert refused.value.code == "form_core"
    sync(office)
    without = office.publishing.try_file(sheet("2", *ROWS[:1]), "zh")
    assert [loss.name for loss in without.losses] == ["county"]
    assert not without.ready
    changed = office.publishing.try_file(sheet("1", *ROWS, ["text", "extra", "补充", "More", ""]), "zh")
    assert changed.obstacles and not changed.ready

    second = office.publishing.try_file(sheet("2", *ROWS[:2], ["text", "extra", "补充", "More", ""]), "zh")
    assert {(one.kind, one.label) for one in second.differences} == {("added", "补充"), ("removed", "销往市场")}
    office.publishing.publish(second)
    sync(field)
    assert field.forms.newest("host_market") == "2"
    assert field.drafts.get(draft.id).form_version == "1"
    kept = FormInstance(field.forms.definition("host_market", draft.form_version))
    assert [choice.value for choice in kept.node("/data/market").choices] == ["hf", "nj"]
    assert field.drafts.start("host", record_id=record.id).form_version == "1"
    rows = [
        (row.version, row.state, row.records, row.drafts) for row in field.publishing.rows() if row.id == "host_market"
    ]
    assert rows == [("2", "current", 0, 0), ("1", "older", 1, 2)]

    assert office.publishing.retire("host_market") == 2
    sync(field)
    with pytest.raises(AppError) as refused:
        field.drafts.start("host", form_id="host_market")
    assert refused.value.code == "form_retired"
    assert "host_market" not in {row.id for row in field.forms.rows()}
    assert field.forms.definition("host_market", "1").root.child("market") is not None
    assert field.drafts.get(draft.id).form_version == "1"
    assert {row.state for row in field.publishing.rows() if row.id == "host_market"} == {"retired"}

    fresh = laptop("DCS")
    assert fresh.forms.definition("host_market", "1").root.child("market") is not None
    assert fresh.forms.definition("host_market", "1").files.get("markets.csv") is not None


def test_newest_is_what_was_published_last_whatever_its_name(laptop: Open, sheet: Sheet) -> None:
    office = laptop("PROVINCE")
    for version in ("9", "10"):
        office.publishing.publish(office.publishing.try_file(sheet(version, *ROWS, form_id="host_names")))
    assert laptop("STC").forms.newest("host_names") == "10"


def test_field_people_may_look_but_not_publish(laptop: Open, sheet: Sheet) -> None:
    field = laptop("STC")
    trial = field.publishing.try_file(sheet("1", *ROWS, form_id="host_mine"))
    assert trial.ready and not field.publishing.may_publish()
    with pytest.raises(AppError) as refused:
        field.publishing.publish(trial)
    assert refused.value.code == "server_not_allowed"


def test_a_bad_sheet_is_explained_in_place(laptop: Open, sheet: Sheet) -> None:
    trial = laptop("COUNTY").publishing.try_file(
        sheet("1", *ROWS, ["select_one L_CUONTY", "c", "县", "County", ""]), "en"
    )
    assert not trial.ready
    (problem,) = [one for one in trial.problems if one.severity == "error"]
    assert (problem.sheet, problem.row, problem.column) == ("survey", 5, "type")
    with pytest.raises(AppError) as refused:
        laptop("PROVINCE").publishing.publish(trial)
    assert refused.value.code == "form_not_ready"
