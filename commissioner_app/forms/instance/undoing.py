"""Taking back the last step: values and instances exactly as they were, then what shows of them."""

from __future__ import annotations

from commissioner_app.forms.instance.recalculation import Recalculation
from commissioner_app.forms.instance.repeats import settle
from commissioner_app.forms.instance.undo import Inserted, Removed, Shown, ValueWas


def undo(work: Recalculation) -> None:
    """Take back one step. Values are restored, not calculated anew, so that what was random stays what it was."""
    state = work.state
    entries = state.journal.take()
    work.frozen, events, work.events = True, work.events, False
    try:
        for entry in entries:
            if isinstance(entry, ValueWas):
                entry.node.value, entry.node.kept, entry.node.refused = entry.value, entry.kept, False
                work.value_changed(entry.node)
            elif isinstance(entry, Removed):
                if entry.hidden:
                    state.hidden[entry.parent, entry.node.definition].remove(entry.node)
                entry.parent.insert(entry.node, min(entry.place, len(entry.parent.children)))
                settle(work, entry.node)
            else:
                _take_out(work, entry)
        changed = [(entry.parent, entry.node.definition) for entry in entries if not isinstance(entry, ValueWas)]
        for parent, definition in dict.fromkeys(changed):
            work.structure_changed(parent, definition)
        work.run()
    finally:
        work.clear()
        work.frozen, work.events = False, events


def _take_out(work: Recalculation, entry: Inserted | Shown) -> None:
    entry.parent.discard(entry.node)
    if isinstance(entry, Shown):
        work.state.hidden.setdefault((entry.parent, entry.node.definition), []).append(entry.node)
