"""The evening before: first sign-in, first load, a look round, one sync."""

from __future__ import annotations

from commissioner_app.tour.stage import Stage

LISTS = (("hosts", "hostList"), ("visits", "visitList"), ("needs", "needList"), ("resources", "resourceList"))


def play(stage: Stage) -> None:
    """Sign in at the server and see what is on the laptop for tomorrow."""
    robot = stage.robot
    with stage.step("sign-in"):
        stage.sign_in_first_time()
    with stage.step("first-load"):
        robot.click("signInGo")
        robot.wait_for(lambda: robot.find("fetching") or stage.application.window, "the first load", 60)
    with stage.step("today"):
        stage.enter()
        robot.get("todayPage")
        stage.settle(1.0)
    for screen, view in LISTS:
        with stage.step(screen):
            stage.go(screen)
            robot.click_row(view, 0)
            stage.settle(0.8)
    with stage.step("plans"):
        stage.go("plans")
        stage.settle()
    with stage.step("sync"):
        stage.sync()
