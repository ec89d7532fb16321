"""``python -m commissioner_app.tour.act SCENE.json``: one act in a process of its own, so that it can be killed for real."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from commissioner_app.tour.acts import after_kill, evening, field, gallery, gallery_office, leader, next_day, online
from commissioner_app.tour.scene import Scene
from commissioner_app.tour.stage import Stage

ACTS: dict[str, Callable[[Stage], None]] = {
    "evening": evening.play,
    "field": field.play,
    "after_kill": after_kill.play,
    "online": online.play,
    "leader": leader.play,
    "next_day": next_day.play,
    "gallery": gallery.play,
    "gallery_office": gallery_office.play,
}


def main(scene_file: Path) -> int:
    """Play one act; its steps are told on standard output."""
    scene = Scene.load(scene_file)
    stage = Stage(scene)
    with stage.closing():
        ACTS[scene.act](stage)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
