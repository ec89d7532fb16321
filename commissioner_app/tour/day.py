"""The field day as its director sees it: laptops and server as processes, acts started, one of them killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from commissioner_app.i18n import Language
from commissioner_app.tour.laptop import Laptop, Server
from commissioner_app.tour.scene import Scene
from commissioner_app.tour.steps import Teller

TYPED_TO_KILL = 1.5
"""Seconds between the last needed keystroke and the kill: a draft is saved within about a second."""


class ActFailedError(Exception):
    """An act ended before its end; its failing step is in the list."""


class FieldDay:
    """Collects the steps of all acts in order; ``known`` passes facts from act to act."""

    def __init__(self, out: Path, work: Path, lang: Language, seed: int) -> None:
        self.out, self.work, self.lang, self.seed = out, work, lang, seed
        self.server = Server(work / "server")
        self.users: dict[str, dict[str, str]] = {}
        self.known: dict[str, Any] = {}
        self.steps: list[dict[str, Any]] = []
        self.teller = Teller(out, tell=self._told)
        self.number = 1

    def _told(self, **facts: Any) -> None:
        if "step" in facts:
            step = facts["step"]
            self.steps.append(step)
            mark = "ok  " if step["ok"] else "FAIL"
            sys.stderr.write(f"{mark} {step['seconds']:7.2f} s  {step['name']}  {step['error']}\n")
            if step["picture"]:
                self.number += 1
        self.known.update(facts.get("known", {}))

    # -- who

    def user(self, role: str, place: int = 0) -> dict[str, str]:
        """The sample account of a role."""
        return [user for user in self.users.values() if user["role"] == role][place]

    def profiles(self, name: str) -> Path:
        """The folder in which a laptop keeps its profiles."""
        return self.work / name

    def laptop(self, name: str, user: dict[str, str]) -> Laptop:
        """The profile that a window made there, for use by command."""
        (profile,) = [path.parent for path in self.profiles(name).glob("*/profile.json")]
        return Laptop(profile, user["name"], user["password"])

    # -- acts

    def act(
        self, name: str, laptop: str, user: dict[str, str], *, kill: bool = False, lang: Language | None = None
    ) -> None:
        """Play one act to its end, or kill it in the middle of a sentence. Raises ``ActFailedError``."""
        scene = Scene(
            name, self.out, self.profiles(laptop), self.server.url, user["name"], user["password"],
            lang or self.lang, self.seed, self.number, self.known,
        )  # fmt: skip
        scene_file = self.work / f"scene-{name}.json"
        scene.save(scene_file)
        log = (self.work / f"act-{name}.log").open("wb")
        environment = dict(os.environ)
        if (
            not environment.get("DISPLAY")
            and not environment.get("WAYLAND_DISPLAY")
            and sys.platform.startswith("linux")
        ):
            environment["QT_QPA_PLATFORM"] = "offscreen"
        arguments = [sys.executable, "-X", "faulthandler", "-m", "commissioner_app.tour.act", str(scene_file)]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=log, env=environment) as process:
            assert process.stdout is not None
            killed = False
            for line in process.stdout:
                facts = json.loads(line)
                self._told(**facts)
                if kill and facts.get("mark") == "typed":
                    time.sleep(TYPED_TO_KILL)
                    process.kill()
                    killed = True
            code = process.wait()
        log.close()
        scene_file.unlink()
        if killed == kill and (kill or code == 0):
            return
        said = (self.work / f"act-{name}.log").read_text(encoding="utf-8", errors="replace")[-1500:]
        if not self.steps or self.steps[-1]["ok"]:
            self._told(step={"name": name, "ok": False, "picture": "", "seconds": 0.0, "error": said})
        raise ActFailedError(f"act {name} ended with {code}: {said}")
