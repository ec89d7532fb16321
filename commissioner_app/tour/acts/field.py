"""In the field without a network: find the farm, begin the visit, and then the power fails."""

from __future__ import annotations

from commissioner_app.tour.form import FormHands
from commissioner_app.tour.stage import Stage
from commissioner_app.tour.steps import tell


def play(stage: Stage) -> None:
    """Ends by being killed from outside, in the middle of a sentence."""
    robot, known = stage.robot, stage.scene.known
    with stage.step("offline-sign-in"):
        stage.sign_in_again()
    with stage.step("find-host"):
        robot.press_key("K", "Control")
        robot.write("paletteText", known["host_initials"])
        stage.settle(0.8)
    with stage.step("host"):
        robot.press_key("Escape")
        stage.go("hosts")
        robot.write("hostSearch", known["host_initials"])
        stage.settle(0.8)
        robot.click_row("hostList", 0)
        robot.get("hostDetail")
        stage.settle(0.8)
    with stage.step("visit-form"):
        robot.click("action.visit")
        robot.get("formPage")
        stage.settle(1.0)
    form = FormHands(stage)
    with stage.step("visit-basics"):
        for question, hour in (("start_at", "9:00"), ("end_at", "15:30")):
            form.write(f"basics/{question}", known["day"])
            form.write(f"basics/{question}:time", hour)
        form.choose("basics/mode", "M1")
        form.choose("basics/purpose", known["purpose"])
        form.write("basics/met_persons", known["met"])
        stage.settle(0.3)
    with stage.step("tea-garden"):
        form.section("obs_tea")
        form.write("obs_tea/area_mu", "120")
        form.write("obs_tea/area_yield_mu", "95")
        stage.settle(0.3)
    with stage.step("typing"):
        form.section("service")
        form.write("service/problem_desc", known["problem"])
    tell(mark="typed")
    # Goes on typing until the process is killed.
    for _ in range(2000):
        robot.write(form.ref("service/problem_desc"), "……")
        robot.pump(0.3)
