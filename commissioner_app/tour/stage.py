"""The stage of an act: the running application, the hands that drive it, and the moves that several acts share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from commissioner_app import bootstrap, i18n
from commissioner_app.services.program import Program
from commissioner_app.system.secrets import MemoryStore
from commissioner_app.tour.scene import Scene
from commissioner_app.tour.steps import Teller, tell
from commissioner_app.ui.app import Application, make_application
from commissioner_app.ui.robot import Robot

SIZE = (1366, 768)


class Stage:
    """One process of the app with a person at it."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        i18n.set_language(scene.lang)
        make_application()
        accounts = bootstrap.accounts(scene.profiles, secrets=MemoryStore())
        self.application = Application(accounts, None, scene.lang)
        self.application.show_sign_in()
        window = self.application.sign_in
        assert window is not None
        window.resize(*SIZE)
        self.robot = Robot(window, scene.out)
        self.teller = Teller(scene.out, scene.number, self.robot.picture)

    def step(self, name: str, *, picture: bool = True) -> AbstractContextManager[None]:
        """A step of the act (see ``Teller.step``)."""
        return self.teller.step(name, picture=picture)

    def know(self, **facts: Any) -> None:
        """Keep something for the acts that follow."""
        self.scene.known.update(facts)
        tell(known=facts)

    @property
    def program(self) -> Program:
        """The open program."""
        assert self.application.window is not None
        return self.application.window.program

    # -- signing in

    def sign_in_first_time(self) -> None:
        """Type server, name and password of a new profile and take the first load."""
        self.robot.write("signInServer", self.scene.server, replace=True)
        self.robot.write("signInUser", self.scene.user, replace=True)
        self.robot.write("signInPassword", self.scene.password, replace=True)

    def sign_in_again(self) -> None:
        """Choose the profile of this laptop and type its password; no network is needed."""
        self.robot.write("profilePassword", self.scene.password, replace=True)
        self.robot.click("profileOpen")
        self.enter()

    def enter(self, seconds: float = 120) -> None:
        """Wait for the main window and give it the size of a small laptop."""
        self.robot.wait_for(lambda: self.application.window is not None, "the main window", seconds)
        assert self.application.window is not None
        # The tour says when it syncs: what is where at each picture must not hang on how fast this computer is.
        self.program.preferences.set("auto_sync", False)
        self.robot.window = self.application.window
        self.application.window.resize(*SIZE)
        self.robot.activate()
        self.robot.wait_for(lambda: self.robot.find("rail.today") is not None, "the rail")
        self.settle()

    # -- moving about

    def settle(self, seconds: float = 0.4) -> None:
        """Let lists and pictures arrive."""
        self.robot.settle(seconds)

    def go(self, screen: str) -> None:
        """A click on the rail."""
        self.robot.click(f"rail.{screen}")
        self.settle()

    def open_record(self, kind: str, record_id: str) -> None:
        """Show a record on its screen."""
        assert self.application.window is not None
        self.application.window.open_record(kind, record_id)
        self.settle()

    def sync(self, seconds: float = 90) -> None:
        """Press the button on the sync page and wait for the end."""
        before = self.program.sync.status().last_complete
        self.go("sync")
        self.robot.click("syncStart")

        def finished() -> bool:
            status = self.program.sync.status()
            return not status.running and (status.last_complete > before or bool(status.last_error))

        self.robot.wait_for(finished, "the sync to end", seconds)
        self.settle()
        error = self.program.sync.status().last_error
        if error:
            raise RuntimeError(f"the sync ended with {error}")

    @contextmanager
    def closing(self) -> Iterator[None]:
        """Close the app properly at the end of an act."""
        try:
            yield
        finally:
            if self.application.window is not None:
                self.application.window.close()
                self.robot.pump(0.2)
            self.application.close_program()
