"""After the kill: the draft stands as it was; the visit is finished, printed, and a need is written down."""

from __future__ import annotations

from commissioner_app.services.listing import ListQuery, RecordRow
from commissioner_app.tour.form import FormHands
from commissioner_app.tour.photos import landscape
from commissioner_app.tour.stage import Stage


def play(stage: Stage) -> None:
    """Recover, finish the visit, record the need, match it, change a visit that was received before."""
    known = stage.scene.known
    with stage.step("draft-waits"):
        stage.sign_in_again()
        stage.settle(0.8)
    with stage.step("draft-recovered"):
        stage.robot.click_text(known["host_name"], "todayDrafts")
        stage.robot.get("formPage")
        stage.settle(1.0)
        _same_as_before(stage)
    _finish_visit(stage)
    _write_need(stage)
    _match(stage)
    _change_received_visit(stage)


def _same_as_before(stage: Stage) -> None:
    """The sentence is whole and the caret stands in the question in which it was typed."""
    (draft,) = stage.program.drafts.rows("visit")
    saved = str(draft.saved)
    if stage.scene.known["problem"] not in saved:
        raise AssertionError("what was typed before the kill is not in the draft")
    shown = stage.robot.text_of(FormHands(stage).ref("service/problem_desc"))
    if not shown.startswith(stage.scene.known["problem"]):
        raise AssertionError(f"the form shows {shown!r}")
    if stage.robot.focused() != FormHands(stage).ref("service/problem_desc"):
        raise AssertionError(f"the caret stands in {stage.robot.focused()!r}, the draft says {draft.focus!r}")


def _finish_visit(stage: Stage) -> None:
    robot, known, form = stage.robot, stage.scene.known, FormHands(stage)
    with stage.step("advice"):
        for words in known["service_types"]:
            form.type_choice("service/service_types", words)
        form.write("service/problem_desc", known["problem"])
        form.write("service/advice_given", known["advice"])
        form.write("service/content", known["content"])
        form.write("service/effect", known["effect"])
    with stage.step("photo"):
        form.section("photos")
        for number in (1, 2):
            robot.copy_picture(landscape(stage.scene.seed + number))
            robot.click("paste:/data/photos")
            stage.settle(0.8)
    with stage.step("signature"):
        form.section("confirm")
        robot.scroll_to(form.ref("confirm/host_sign"))
        stroke = [(0.2, 0.6), (0.3, 0.3), (0.4, 0.7), (0.5, 0.35), (0.62, 0.6), (0.75, 0.4)]
        robot.draw(form.ref("confirm/host_sign"), stroke)
        stage.settle(0.6)
    with stage.step("print-preview"):
        robot.click("form:preview")
        robot.get("pdfPreview", seconds=30)
        robot.wait_for(lambda: robot.find("pdfPage") is not None, "a page of the preview", 30)
        stage.settle(0.8)
    with stage.step("visit-submitted"):
        robot.close_front()
        form.section("basics")
        form.submit(known["reason"])
        stage.settle(0.8)
        visit = next(row for row in _rows(stage, "visit") if known["host_name"] in row.title)
        stage.know(visit=visit.id)


def _rows(stage: Stage, kind: str) -> list[RecordRow]:
    return stage.program.records.rows(ListQuery(kind, waiting=True))


def _write_need(stage: Stage) -> None:
    robot, known, form = stage.robot, stage.scene.known, FormHands(stage)
    with stage.step("need-form"):
        stage.open_record("visit", known["visit"])
        robot.click("action.need")
        robot.get("formPage")
        stage.settle(0.8)
    with stage.step("fitting-resources"):
        form.section("basics")
        form.write("basics/need_title", known["need_title"])
        form.write("basics/keywords", known["keywords"])
        form.section("problem_group")
        form.write("problem_group/background", known["background"])
        form.write("problem_group/problem", known["need_problem"])
        stage.settle(1.5)
        if not robot.sees(known["fits_words"]):
            raise AssertionError("no fitting resources are shown beside the need")
    with stage.step("need-indicators"):
        form.section("basics")
        form.type_choice("basics/need_kind", known["need_kind"])
        form.type_choice("basics/industry", known["industry"])
        form.type_choice("basics/tech_field", known["tech_field"])
        form.section("indicators")
        for name in ("ind_name", "ind_now", "ind_target", "ind_unit"):
            form.write(f"indicators[1]/{name}", known[name])
    with stage.step("need-submitted"):
        form.section("cooperation")
        form.type_choice("cooperation/coop_mode", known["coop_mode"])
        form.write("cooperation/budget_wan", "20")
        form.section("publication")
        form.choose("publication/public_level", "P1")
        form.tick("publication/commit")
        form.submit(known["reason"])
        stage.settle(0.8)
        need = next(row for row in _rows(stage, "need") if known["need_title"] in row.title)
        stage.know(need=need.id)


def _match(stage: Stage) -> None:
    robot, known = stage.robot, stage.scene.known
    with stage.step("need-and-fits"):
        stage.open_record("need", known["need"])
        stage.settle(1.2)
    with stage.step("match-form"):
        robot.click("action.match")
        robot.get("formPage")
        stage.settle(0.8)
    with stage.step("match-kept"):
        robot.click("form:keep")
        stage.settle(0.6)


def _change_received_visit(stage: Stage) -> None:
    """The same question that somebody else will change on a second laptop."""
    robot, known, form = stage.robot, stage.scene.known, FormHands(stage)
    with stage.step("changed-offline"):
        stage.open_record("visit", known["shared_visit"])
        robot.click("action.edit")
        robot.get("formPage")
        stage.settle(0.8)
        form.section("service")
        form.write("service/advice_given", known["advice_mine"])
        form.submit(known["reason"])
        stage.settle(0.6)
    with stage.step("what-waits"):
        stage.go("sync")
        stage.settle(0.6)
    with stage.step("photos-paused"):
        assert stage.application.window is not None
        stage.application.window.sync.pause_photos(True)
        robot.get("syncHeld")
    stage.program.preferences.set("photos_paused", False)
