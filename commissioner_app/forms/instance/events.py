"""First load: dynamic defaults, preloads, then every calculation."""

from __future__ import annotations

from uuid import uuid4

from commissioner_app.forms.expression.moments import local
from commissioner_app.forms.instance.recalculation import Recalculation
from commissioner_app.forms.instance.state import State
from commissioner_app.forms.instance.tree import InstanceNode, inherit_relevance
from commissioner_app.forms.instance.values import now_text
from commissioner_app.forms.model.nodes import Bind

FIRST_LOAD = "odk-instance-first-load"
LOAD = "odk-instance-load"


def start(work: Recalculation, *, first: bool, given: bool = False) -> None:
    """Bring a new or reopened filling to rest. ``first`` runs the events of a first load and all preloads; ``given``
    answers stand before what those would set."""
    state = work.state
    inherit_relevance(state.root)
    wanted = {FIRST_LOAD, LOAD} if first else {LOAD}
    work.sparing = first and given
    for action in state.definition.load_actions:
        if action.events & wanted:
            work.perform(action, state.document, 0)
    work.sparing = False
    for node in (state.root, *state.root.below()):
        bind = node.definition.bind
        if bind.preload and ((first and not given) or not node.value):
            value = preload(state, bind, node)
            if value is not None:
                work.set_value(node, value)
    work.push_all(state.root)
    work.defaults = first and not given
    work.run()
    work.defaults = False
    work.events = True
    state.touched.clear()
    state.touched_ranges.clear()
    state.restructured.clear()


def preload(state: State, bind: Bind, node: InstanceNode) -> str | None:
    """What a preload gives; None when it leaves the node as it is."""
    now = local(state.world.clock())
    kind, what = bind.preload, bind.preload_params
    if kind == "uid":
        return node.value or f"uuid:{node.key or _new_id()}"
    if kind == "timestamp":
        return now_text(now) if what == "start" else None
    if kind == "date":
        return now.date().isoformat() if what == "today" else None
    if kind == "property":
        return state.properties.get(what, node.value)
    return None


def _new_id() -> str:

    return str(uuid4())


def finish(work: Recalculation) -> None:
    """Set what only the end of a filling knows (``timestamp end``)."""
    state = work.state
    for node in state.root.below():
        bind = node.definition.bind
        if bind.preload == "timestamp" and bind.preload_params == "end":
            node.value = now_text(local(state.world.clock()))
