"""Every screen once, for looking at: the language of the scene, light and dark, large text, a small window."""

from __future__ import annotations

from functools import partial

from commissioner_app.tour import gallery_views as views
from commissioner_app.tour.form import FormHands
from commissioner_app.tour.stage import SIZE, Stage

SCREENS = ("today", "hosts", "visits", "needs", "matches", "resources", "plans", "papers", "sync", "settings")
LISTS = {
    "hosts": "hostList",
    "visits": "visitList",
    "needs": "needList",
    "resources": "resourceList",
    "plans": "planList",
    "forms": "formList",
}
SECTIONS = ("basics", "service", "obs_tea", "photos", "confirm")


OFTEN = ("today", "visits", "papers", "sync", "settings")
SMALL = (1100, 640)


def play(stage: Stage) -> None:
    """Pictures in ``gallery/``, named by language, look (theme, ``large`` or ``small``) and screen."""
    with stage.step(f"gallery-{stage.scene.lang}", picture=False):
        stage.sign_in_again()
        for theme in ("light", "dark"):
            prefer(stage, "theme", theme)
            keep = partial(_keep, stage, theme)
            _screens(stage, theme)
            _visit_form(stage, theme)
            # The dark theme paints the same widgets: one view of each kind shows whether it can be read.
            light = theme == "light"
            views.papers(stage, keep, views.PAPERS if light else views.PAPERS[:1])
            views.settings(stage, keep, views.SETTINGS if light else ())
            views.sync_states(stage, keep)
            if light:
                views.industry_forms(stage, keep, views.INDUSTRY_FORMS[stage.scene.lang])
        prefer(stage, "theme", "light")
    with stage.step(f"gallery-{stage.scene.lang}-other-platforms", picture=False):
        if not stage.program.openrosa.in_use():
            views.set_up_platform(stage)
        for theme in ("light", "dark"):
            prefer(stage, "theme", theme)
            views.platforms(stage, partial(_keep, stage, theme))
        prefer(stage, "theme", "light")
    with stage.step(f"gallery-{stage.scene.lang}-large-and-small", picture=False):
        _other_sizes(stage)
        prefer(stage, "theme", "system")


def prefer(stage: Stage, key: str, value: object) -> None:
    """Set a preference of the look and take it over."""
    assert stage.application.window is not None
    stage.program.preferences.set(key, value)
    stage.application.window.apply_theme()


def _other_sizes(stage: Stage) -> None:
    """What is used most, with text of half as much again, and in the smallest window that is promised."""
    window = stage.application.window
    assert window is not None
    prefer(stage, "text_scale", 150)
    window.rebuild()
    _screens(stage, "large", OFTEN)
    _visit_form(stage, "large", SECTIONS[1:2])
    prefer(stage, "text_scale", 100)
    window.rebuild()
    window.resize(*SMALL)
    _screens(stage, "small", OFTEN)
    _visit_form(stage, "small", SECTIONS[1:2])
    window.resize(*SIZE)


def _keep(stage: Stage, look: str, name: str) -> None:
    stage.robot.picture(f"gallery/{stage.scene.lang}-{look}-{name}")


def _screens(stage: Stage, look: str, screens: tuple[str, ...] = SCREENS) -> None:
    for screen in screens:
        stage.go(screen)
        view = LISTS.get(screen)
        if view is not None and stage.robot.rows(view):
            stage.robot.click_row(view, 0)
        stage.settle(0.2)
        _keep(stage, look, screen)


def _visit_form(stage: Stage, look: str, sections: tuple[str, ...] = SECTIONS) -> None:
    window = stage.application.window
    assert window is not None
    window.start_form("visit", stage.scene.known["visit"])
    stage.robot.get("formPage")
    form = FormHands(stage)
    for section in sections:
        form.section(section)
        stage.settle(0.2)
        _keep(stage, look, "visit-form" if section == "service" else f"visit-form-{section}")
    stage.robot.click("form:keep")
    stage.settle(0.2)
