"""What only an office sees, for looking at: papers of the whole county, the review queue, a form on its way to publication."""

from __future__ import annotations

from commissioner_app.tour import gallery_views as views
from commissioner_app.tour.acts.gallery import prefer
from commissioner_app.tour.stage import Stage


def play(stage: Stage) -> None:
    """Pictures in ``gallery/``, named by language, theme and ``office-`` with the view."""
    with stage.step(f"gallery-office-{stage.scene.lang}", picture=False):
        stage.sign_in_again()
        for theme in ("light", "dark"):
            prefer(stage, "theme", theme)

            def keep(name: str, theme: str = theme) -> None:
                stage.robot.picture(f"gallery/{stage.scene.lang}-{theme}-office-{name}")

            if theme == "light":
                stage.go("today")
                keep("today")
                views.papers(stage, keep, views.OFFICE_PAPERS)
            stage.go("review")
            stage.robot.click_row("reviewList", 0)
            stage.settle(0.25)
            keep("review")
            views.forms_screen(stage, keep)
        prefer(stage, "theme", "system")
