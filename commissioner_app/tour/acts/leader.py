"""The team leader: takes the team's records, sends one back with a comment, approves one, prints."""

from __future__ import annotations

from commissioner_app.tour.stage import Stage


def play(stage: Stage) -> None:
    """Review what the commissioner sent today."""
    robot, known = stage.robot, stage.scene.known
    with stage.step("leader-sign-in", picture=False):
        stage.sign_in_first_time()
        robot.click("signInGo")
        stage.enter()
    with stage.step("review-queue"):
        stage.go("review")
        robot.click_row("reviewList", 0)
        stage.settle(0.8)
    with stage.step("review-record"):
        _choose(stage, known["visit"])
    with stage.step("sent-back"):
        robot.click("action.sendBack")
        robot.write("reasonText", known["comment"])
        robot.click("reasonConfirm")
        stage.settle(0.8)
    with stage.step("approved"):
        robot.click_row("reviewList", 0)
        robot.click("action.approve")
        stage.settle(0.8)
        if robot.find("reasonConfirm") is not None:
            robot.click("reasonConfirm")
            stage.settle(0.5)
    with stage.step("leader-prints"):
        stage.open_record("visit", known["visit"])
        robot.click("action.print")
        robot.wait_for(lambda: robot.find("pdfPage") is not None, "a page of the preview", 30)
        stage.settle(0.8)
    with stage.step("leader-sync"):
        robot.close_front()
        stage.sync()


def _choose(stage: Stage, record_id: str) -> None:
    """Find the record in the queue as the leader does, by going through it."""
    rows = [row.id for row in stage.program.review.queue("")]
    if record_id not in rows:
        raise AssertionError("the visit sent today is not in the leader's queue")
    stage.robot.click_row("reviewList", rows.index(record_id))
    stage.settle(0.8)
