"""Views of the gallery that take more than a click on the rail: papers, settings, industry forms, a form being published."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from commissioner_app.tour.form import FormHands
from commissioner_app.tour.platform import platform
from commissioner_app.tour.stage import Stage

Keep = Callable[[str], None]

PAPERS: Final = ("agreement", "activity", "assessment", "evaluation", "contract", "team", "village", "person")
SETTINGS: Final = ("sync", "network", "maps", "receiver", "openrosa", "backups")
INDUSTRY_FORMS: Final = {
    "zh": (
        "obs_camellia", "obs_trichosanthes", "obs_herb", "obs_vegetable", "obs_livestock", "obs_aquaculture",
        "obs_fungi", "obs_crop", "obs_firm", "obs_factory",
    ),
    "en": ("obs_livestock", "obs_firm"),
}  # fmt: skip
OFFICE_PAPERS: Final = ("assessment", "team", "person")
"""Where an office has more to do than others."""
FORM: Final = """
| survey |
| | type | name | label::中文 (zh) | label::English (en) | hint::中文 (zh) | hint::English (en) | constraint | required |
| | begin_group | garden | 茶园 | Tea garden | | | | |
| | text | plot | 地块名称 | Name of the plot | | | | yes |
| | decimal | area | 面积（亩） | Area (mu) | 按承包合同填写 | As in the contract | . > 0{mistake} | |
| | select_one {list} | kind | 品种 | Variety | | | | |
| | end_group | | | | | | | |
| | begin_group | harvest | 采摘 | Picking | | | | |
| | date | day | 开采日期 | First picking | | | | |
| | end_group | | | | | | | |
| choices |
| | list_name | name | label::中文 (zh) | label::English (en) |
| | kinds | local | 本地群体种 | Local variety |
| | kinds | clone | 无性系良种 | Clonal variety |
| settings |
| | form_title | form_id | version | default_language |
| | 茶园调查 | tea_survey | 1 | 中文 (zh) |
"""


def papers(stage: Stage, keep: Keep, kinds: Sequence[str] = PAPERS) -> None:
    """A record of each of these kinds of paper that this person sees."""
    stage.go("papers")
    for kind in kinds:
        if stage.robot.find(f"papers.{kind}") is None:
            continue
        stage.robot.click(f"papers.{kind}")
        stage.settle(0.2)
        if stage.robot.rows(f"{kind}List"):
            stage.robot.click_row(f"{kind}List", 0)
            stage.settle(0.25)
        keep(f"papers-{kind}")


def settings(stage: Stage, keep: Keep, sections: Sequence[str] = SETTINGS) -> None:
    """The sections below the first screen, and the fields that set another platform up."""
    stage.go("settings")
    for section in sections:
        stage.robot.click(f"settingsTo.{section}")
        stage.settle(0.2)
        keep(f"settings-{section}")
    stage.robot.click("settingsTo.openrosa")
    stage.robot.click("openrosaAdd")
    keep("settings-openrosa-server")
    stage.robot.click("openrosaAdd")


def sync_states(stage: Stage, keep: Keep) -> None:
    """The last syncs, and the sync page while automatic sync is paused."""
    window = stage.application.window
    assert window is not None
    stage.go("sync")
    stage.robot.click("syncFilter.runs")
    stage.settle(0.2)
    keep("sync-runs")
    stage.robot.click("syncFilter.all")
    window.sync.pause()
    stage.robot.get("syncPaused")
    keep("sync-paused")
    # Going on would begin with a sync, which is not what the tour tells here.
    stage.program.preferences.set("sync_paused", False)
    window.sync.reschedule()


def industry_forms(stage: Stage, keep: Keep, sections: Sequence[str]) -> None:
    """What is asked about each of these industries, in a visit that nobody keeps."""
    assert stage.application.window is not None
    held = {draft.id for draft in stage.program.drafts.rows()}
    for section in sections:
        stage.application.window.start_form("visit", form_id=section.replace("obs_", "visit_"))
        stage.robot.get("formPage")
        FormHands(stage).section(section)
        keep(f"form-{section}")
        stage.robot.click("form:keep")
        stage.settle(0.2)
    for draft in stage.program.drafts.rows():
        if draft.id not in held:
            stage.program.drafts.discard(draft.id)


def forms_screen(stage: Stage, keep: Keep) -> None:
    """The versions of a form, a sheet with mistakes, the same without them, and how it looks when it is tried."""
    page = _forms_page(stage)
    stage.robot.click_row("formList", 0)
    stage.settle(0.25)
    keep("forms")
    with tempfile.TemporaryDirectory(prefix="gallery-forms-") as folder:
        wrong, right = Path(folder) / "draft.md", Path(folder) / "survey.md"
        wrong.write_text(FORM.format(list="varieties", mistake=" and"), encoding="utf-8")
        right.write_text(FORM.format(list="kinds", mistake=""), encoding="utf-8")
        for path, name in ((wrong, "forms-findings"), (right, "forms-checked")):
            page.open_file(path)
            stage.robot.wait_for(lambda shown=path.name: stage.robot.sees(shown), "the findings")  # type: ignore[misc]
            stage.settle(0.25)
            keep(name)
    stage.robot.click("formPreviewFile")
    stage.robot.get("formPreview")
    FormHands(stage).write("garden/plot", "A12")
    stage.settle(0.25)
    keep("forms-preview")
    page.close_preview()


def set_up_platform(stage: Stage) -> None:
    """Type the address of another platform into the settings and fetch its form; its screen enters the rail."""
    with tempfile.TemporaryDirectory(prefix="gallery-platform-") as folder:
        sheet = Path(folder) / "survey.md"
        sheet.write_text(FORM.format(list="kinds", mistake=""), encoding="utf-8")
        xml = stage.program.publishing.try_file(sheet).xml
    with platform("tea_survey", "茶园调查", xml) as address:
        stage.go("settings")
        stage.robot.click("settingsTo.openrosa")
        stage.robot.click("openrosaAdd")
        stage.robot.write("openrosaAddress", address)
        stage.robot.click("openrosaKeep")
        stage.robot.wait_for(lambda: stage.robot.find("rail.surveys"), "the screen of other platforms")
    stage.settle(0.25)


def platforms(stage: Stage, keep: Keep) -> None:
    """Where another platform is set up: its line in the settings, its screen, its form."""
    window = stage.application.window
    assert window is not None
    stage.go("settings")
    stage.robot.click("settingsTo.openrosa")
    stage.settle(0.25)
    keep("settings-openrosa-forms")
    stage.go("surveys")
    keep("surveys")
    (form,) = stage.program.forms.rows("survey")
    window.start_form("survey", form_id=form.id)
    stage.robot.get("formPage")
    FormHands(stage).write("garden/plot", "A12")
    keep("form-survey")
    stage.robot.click("form:keep")
    stage.settle(0.25)
    keep("surveys-draft")
    for draft in stage.program.drafts.rows("survey"):
        stage.program.drafts.discard(draft.id)


def _forms_page(stage: Stage) -> Any:
    stage.go("forms")
    assert stage.application.window is not None
    return stage.application.window.page("forms")
