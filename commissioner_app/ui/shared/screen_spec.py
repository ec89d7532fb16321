"""What the window must know of a screen: a line of a registry, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from commissioner_app.services.program import Program
from commissioner_app.ui.shared.shell import Shell

if TYPE_CHECKING:
    from commissioner_app.services.drafts import Draft

Factory = Callable[[Program, Shell], QWidget]
FormFactory = Callable[[Program, Shell, "Draft"], QWidget]
PaletteFactory = Callable[[Program, Shell, list["Command"]], QWidget]


@dataclass(frozen=True, slots=True)
class Screen:
    """``roles`` empty: for everybody. ``kinds`` are the records that this screen shows. ``foot``: below in the rail;
    ``quiet``: in the rail only while something waits there."""

    key: str
    text_key: str
    icon: str
    shortcut: str
    make: Factory
    roles: frozenset[str] = field(default_factory=frozenset)
    kinds: tuple[str, ...] = ()
    foot: bool = False
    quiet: bool = False
    when: Callable[[Program], bool] = lambda _program: True
    """Whether a program has anything for it; asked when the window is built."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something that the search palette offers besides records."""

    words: str
    icon: str
    act: Callable[[], None]
