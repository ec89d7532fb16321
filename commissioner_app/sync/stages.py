"""The stages of a sync, as data. The one under way is stored, and each begins by asking the store what is left: to
resume a killed sync is to run its stages again, which repeats nothing that was answered for."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from commissioner_app.store.values import Values


class Stage(StrEnum):
    """In the order in which they run."""

    EXCHANGE = "exchange"
    RESOURCES = "resources"
    UPLOAD = "upload"
    DOWNLOAD = "download"
    DONE = "done"


ORDER: Final = (Stage.EXCHANGE, Stage.RESOURCES, Stage.UPLOAD, Stage.DOWNLOAD, Stage.DONE)
_KEY: Final = "sync.stage"


def allowed(current: Stage, following: Stage) -> bool:
    """Whether a sync may go from one stage to another: further, past those without work, or from anywhere back to the
    start."""
    return following is Stage.EXCHANGE or ORDER.index(following) > ORDER.index(current)


def enter(state: Values, before: Stage, following: Stage) -> Stage:
    """Note durably that a stage begins, and give it. Raises ``ValueError`` for a step that is not allowed.

    ``before`` is the stage of this very run: another program may be syncing the same profile.
    """
    if not allowed(before, following):
        raise ValueError(f"a sync cannot go from {before} to {following}")
    if current(state) is not following:
        state.set(_KEY, following.value)
    return following


def current(state: Values) -> Stage:
    """The stage a sync is in, or was in when it was killed; DONE where none is under way."""
    return Stage(state.get(_KEY, Stage.DONE.value))


def interrupted(state: Values) -> bool:
    """Whether the last sync did not come to its end."""
    return current(state) is not Stage.DONE
