"""Actions: values that the form sets by itself when it is opened, when a repeat grows or when another value changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from commissioner_app.forms.expression.compile import compile_tree
from commissioner_app.forms.model.facets import Compiler
from commissioner_app.forms.model.nodes import Action, NodeDef
from commissioner_app.forms.model.texts import local_name

if TYPE_CHECKING:
    from commissioner_app.forms.model.body import Body

POSITION: Final = "setgeopoint"
RECORDING: Final = "recordaudio"
ELEMENTS: Final = frozenset({"setvalue", POSITION, RECORDING})
_LOAD: Final = frozenset({"odk-instance-first-load", "odk-instance-load"})


def read_actions(body: Body, compiler: Compiler) -> tuple[list[Action], list[Action]]:
    """Actions by when they run; those on a changed value go to the definition that they are nested at.

    A recording in the background is not made: its node keeps what it holds.
    """
    on_load: list[Action] = []
    on_repeat: list[Action] = []
    for element, base in body.actions:
        target = body.target(element, base)
        if target is None or local_name(element) == RECORDING:
            continue
        action = _action(element, base, target, compiler)
        if action.events & _LOAD:
            on_load.append(action)
        if "odk-new-repeat" in action.events:
            on_repeat.append(action)
        if "xforms-value-changed" in action.events and base is not None:
            base.actions.append(action)
    return on_load, on_repeat


def _action(element: Any, base: NodeDef | None, target: NodeDef, compiler: Compiler) -> Action:
    event = next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == "event"), "")
    source = element.get("value") or ""
    # A value that is there but empty clears; only without one does the content count.
    run = None
    if source:
        run = compile_tree(compiler.parse(source, target, "setvalue"), compiler.at(target))
    depth = 0
    if base is not None:
        for i, (one, other) in enumerate(zip(base.path, target.path, strict=False), start=1):
            if one != other:
                break
            depth = i if base.path[:i] in compiler.tree.repeats else depth
    text = "".join(element.itertext()) if element.get("value") is None else ""
    ref = element.get("ref") or ""
    where = compile_tree(compiler.parse(ref, target, "setvalue"), compiler.scope) if "[" in ref else None
    position = local_name(element) == POSITION
    return Action(frozenset(event.split()), target, source, text, run, depth, where, position)
