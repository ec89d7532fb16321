"""Filling a form the way a person does: section by section, by keyboard and mouse."""

from __future__ import annotations

from collections.abc import Sequence

from commissioner_app.tour.stage import Stage


class FormHands:
    """Drives the open form page. Questions are named by their path without the form's root (``service/problem_desc``)."""

    def __init__(self, stage: Stage, root: str = "data") -> None:
        self._stage = stage
        self._robot = stage.robot
        self._root = root

    def ref(self, path: str) -> str:
        """The object name of a question's input."""
        return f"q:/{self._root}/{path}"

    def section(self, name: str) -> None:
        """Go to a section by the list at the side."""
        self._robot.click(f"section:{name}")
        self._stage.settle(0.2)

    def write(self, path: str, text: str) -> None:
        """Type into a question, replacing what stands there."""
        self._robot.write(self.ref(path), text, replace=True)

    def choose(self, path: str, *codes: str) -> None:
        """Click open choices (buttons or boxes)."""
        for code in codes:
            self._robot.click(f"{self.ref(path)}:{code}")

    def tick(self, path: str) -> None:
        """Tick a box by keyboard."""
        self._robot.focus(self.ref(path))
        self._robot.press_key("Space")

    def type_choice(self, path: str, words: str) -> None:
        """Choose from a long list: type, take the first that is offered."""
        self._robot.write(self.ref(path), words, replace=True)
        self._stage.settle(0.4)
        self._robot.press_key("Return")

    def submit(self, reason: str, still_open: Sequence[str] = ()) -> None:
        """Submit; where warnings want a reason, give one. Raises ``RuntimeError`` naming what still stands in the way."""
        self._robot.click("form:submit")
        for _ in range(100):
            self._robot.pump(0.1)
            if self._robot.find("formPage") is None:
                return
            if self._robot.find("problems:reason") is not None:
                self._robot.write("problems:reason", reason, replace=True)
                self._robot.click("problems:confirm")
            elif self._robot.find("problems") is not None:
                break
        problems = [text for text in self._robot.texts() if text]
        raise RuntimeError(f"the form was not taken: {problems[-12:]}")
