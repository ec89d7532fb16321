"""The journal of one filling: what each step changed, in order, so that it can be taken back exactly."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from commissioner_app.forms.instance.tree import InstanceNode

DEEPEST = 200
"""How many steps can be taken back."""


@dataclass(slots=True)
class ValueWas:
    """A node had another value. Not frozen: it is made for every value that changes, and freezing is dear."""

    node: InstanceNode
    value: str
    kept: str


@dataclass(frozen=True, slots=True)
class Inserted:
    """A repeat instance came to stand at a place."""

    parent: InstanceNode
    node: InstanceNode


@dataclass(frozen=True, slots=True)
class Removed:
    """A repeat instance stood at a place; ``hidden`` when the form's count took it away and keeps it for later."""

    parent: InstanceNode
    node: InstanceNode
    place: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A kept instance came back from being hidden."""

    parent: InstanceNode
    node: InstanceNode


Entry: TypeAlias = ValueWas | Inserted | Removed | Shown


@dataclass(slots=True)
class Journal:
    """Steps of entries; the last step is the open one."""

    steps: list[list[Entry]] = field(default_factory=list)
    recording: bool = False

    def begin(self) -> None:
        """Open a step."""
        self.steps.append([])
        self.recording = True
        if len(self.steps) > DEEPEST:
            del self.steps[0]

    def end(self) -> bool:
        """Close the step; one that changed nothing is no step. Whether it was one."""
        self.recording = False
        if self.steps and not self.steps[-1]:
            self.steps.pop()
            return False
        return True

    def note(self, entry: Entry) -> None:
        """Write down one change."""
        if self.recording:
            self.steps[-1].append(entry)

    def take(self) -> list[Entry]:
        """The entries of the last step, newest first; none when there is no step."""
        return list(reversed(self.steps.pop())) if self.steps else []
