"""The next day: the commissioner sees what came back, and where things are set."""

from __future__ import annotations

from commissioner_app.tour.stage import Stage


def play(stage: Stage) -> None:
    """Sync, see the returned visit on Today, look at the settings."""
    robot, known = stage.robot, stage.scene.known
    with stage.step("next-day", picture=False):
        stage.sign_in_again()
        stage.sync()
    with stage.step("returned"):
        stage.go("today")
        stage.settle(0.8)
        record = stage.program.records.get(known["visit"])
        if record.state != "3":
            raise AssertionError(f"the visit stands in state {record.state}, not returned")
    with stage.step("returned-comment"):
        stage.open_record("visit", known["visit"])
        if not robot.sees(known["comment"]):
            raise AssertionError("the leader's comment is not shown")
    with stage.step("settings"):
        stage.go("settings")
