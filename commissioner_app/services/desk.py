"""What the services share: the open store, the person, the clock."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from commissioner_app.services.session import Session
from commissioner_app.system.clock import Clock

if TYPE_CHECKING:
    from commissioner_app.store.store import Store


@dataclass
class Desk:
    """One open profile. ``session`` is replaced when a sign-in brings new appointments."""

    folder: Path
    store: Store
    session: Session
    clock: Clock
