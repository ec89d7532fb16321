"""Back online: everything is sent, two people changed the same sentence, and the person decides."""

from __future__ import annotations

from commissioner_app.tour.stage import Stage


def play(stage: Stage) -> None:
    """Sync, meet the conflict, decide, sync again."""
    robot = stage.robot
    with stage.step("online-again"):
        stage.sign_in_again()
    with stage.step("conflict"):
        stage.sync()
        robot.click("openConflicts")
        robot.get("take.mine")
        if stage.program.sync.status().conflicts != 1:
            raise AssertionError(f"{stage.program.sync.status().conflicts} conflicts instead of one")
    with stage.step("conflict-decided"):
        robot.click("take.mine")
        robot.wait_for(lambda: stage.program.sync.status().conflicts == 0, "the decision to be kept")
        stage.settle(0.6)
    with stage.step("all-received"):
        stage.sync()
        status = stage.program.sync.status()
        if status.waiting_records or status.waiting_files:
            raise AssertionError(f"still waiting: {status}")
    with stage.step("receipt"):
        stage.open_record("visit", stage.scene.known["visit"])
        stage.settle(1.0)
