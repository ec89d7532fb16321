"""What an act is told when its process starts, and what it tells the next ones."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from commissioner_app.i18n import Language


@dataclass(slots=True)
class Scene:
    """One act: who sits at which laptop, in which language, with what is known from the acts before.

    ``known`` holds ids, names and texts; ``number`` is the number of the next picture.
    """

    act: str
    out: Path
    profiles: Path
    server: str
    user: str
    password: str
    lang: Language = "zh"
    seed: int = 1
    number: int = 1
    known: dict[str, Any] = field(default_factory=dict)

    def save(self, path: Path) -> None:
        """Write the scene for the process that plays it."""
        data = asdict(self) | {"out": str(self.out), "profiles": str(self.profiles)}
        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Scene:
        """Read what ``save`` wrote."""
        data = json.loads(path.read_text(encoding="utf-8"))
        return cls(**(data | {"out": Path(data["out"]), "profiles": Path(data["profiles"])}))
