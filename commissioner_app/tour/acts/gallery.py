"""Every screen once, for looking at: the language of the scene, light and dark."""

from __future__ import annotations

from commissioner_app.tour.form import FormHands
from commissioner_app.tour.stage import Stage

SCREENS = ("today", "hosts", "visits", "needs", "matches", "resources", "plans", "papers", "sync", "settings")
LISTS = {
    "hosts": "hostList",
    "visits": "visitList",
    "needs": "needList",
    "resources": "resourceList",
    "plans": "planList",
}
SECTIONS = ("basics", "service", "obs_tea", "photos", "confirm")


def play(stage: Stage) -> None:
    """Pictures in ``gallery/``, named by language, theme and screen."""
    with stage.step(f"gallery-{stage.scene.lang}", picture=False):
        stage.sign_in_again()
        for theme in ("light", "dark"):
            stage.program.preferences.set("theme", theme)
            assert stage.application.window is not None
            stage.application.window.apply_theme()
            _screens(stage, theme)
            _visit_form(stage, theme)
        stage.program.preferences.set("theme", "system")


def _keep(stage: Stage, theme: str, name: str) -> None:
    stage.robot.picture(f"gallery/{stage.scene.lang}-{theme}-{name}")


def _screens(stage: Stage, theme: str) -> None:
    for screen in SCREENS:
        stage.go(screen)
        view = LISTS.get(screen)
        if view is not None and stage.robot.rows(view):
            stage.robot.click_row(view, 0)
        stage.settle(0.7)
        _keep(stage, theme, screen)


def _visit_form(stage: Stage, theme: str) -> None:
    window = stage.application.window
    assert window is not None
    stage.open_record("visit", stage.scene.known["visit"])
    stage.robot.click("action.edit")
    stage.robot.get("formPage")
    form = FormHands(stage)
    for section in SECTIONS:
        form.section(section)
        stage.settle(0.5)
        _keep(stage, theme, "visit-form" if section == "service" else f"visit-form-{section}")
    stage.robot.click("form:keep")
    stage.settle(0.4)
