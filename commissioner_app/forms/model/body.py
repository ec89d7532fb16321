"""The body of a form: controls, groups and repeats put on the definitions that they name, and actions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from commissioner_app.forms.errors import FormError, Place
from commissioner_app.forms.model.actions import ELEMENTS
from commissioner_app.forms.model.binds import Locator
from commissioner_app.forms.model.controls import KINDS, appearances_of, control_of
from commissioner_app.forms.model.nodes import NodeDef, Repeat, Seed
from commissioner_app.forms.model.old_lists import OldLists
from commissioner_app.forms.model.structure import JAVAROSA
from commissioner_app.forms.model.texts import label_of, local_name

_COUNTED: Final = frozenset({"true()", "true", "1"})


class Body:
    """Reads the body; ``actions`` collects the action elements with the node that they are nested at."""

    def __init__(
        self,
        locator: Locator,
        binds: dict[str, NodeDef],
        templates: dict[NodeDef, Seed],
        warnings: list[FormError],
        old_lists: OldLists,
    ) -> None:
        self.old_lists = old_lists
        self.warnings = warnings
        self.locator = locator
        self.binds = binds
        self.templates = templates
        self.actions: list[tuple[Any, NodeDef | None]] = []
        self.repeats: set[tuple[str, ...]] = set()

    def read(self, body: Any) -> None:
        """All of the body, without recursion."""
        stack: list[tuple[Any, NodeDef | None]] = [(child, None) for child in reversed(list(body))]
        while stack:
            element, base = stack.pop()
            name = local_name(element)
            here = base
            if name == "repeat":
                here = self.repeat(element, base)
            elif name in KINDS:
                here = self.control(element, base)
            elif name in ELEMENTS:
                # Beside the controls an action belongs to nothing; the reference engines pass over it.
                if element.getparent() is not body:
                    self.actions.append((element, base))
                continue
            elif name:
                continue
            stack.extend((child, here) for child in reversed(list(element)) if local_name(child))

    def target(self, element: Any, base: NodeDef | None) -> NodeDef | None:
        """The definition that an element's ``ref``, ``nodeset`` or ``bind`` names; None without any.

        A reference to nowhere is a warning: the rest of the form can still be used.
        """
        bind = element.get("bind")
        ref = element.get("ref") or element.get("nodeset") or ""
        if not bind and not ref:
            return None
        found = self.binds.get(bind) if bind else self.locator.find(ref, base)
        if found is None:
            code = "bind_unknown" if bind else "control_unknown"
            self.warnings.append(FormError(code, Place(node=bind or ref)))
        return found

    def control(self, element: Any, base: NodeDef | None) -> NodeDef | None:
        definition = self.target(element, base)
        if definition is None:
            return base
        control = self.old_lists.modern(element, control_of(element))
        if definition.control is None:
            definition.control = control
            definition.kind = control.kind
        if control.kind in ("select", "rank"):
            definition.type = {"select": "select", "select1": "select1", "rank": "rank"}[control.element]
        return definition

    def repeat(self, element: Any, base: NodeDef | None) -> NodeDef | None:
        definition = self.target(element, base)
        if definition is None:
            return base
        count = (element.get(f"{{{JAVAROSA}}}count") or "").strip()
        fixed = (element.get(f"{{{JAVAROSA}}}noAddRemove") or "").strip() in _COUNTED
        outer, around = definition.control, element.getparent()
        wrapped = around is not None and local_name(around) == "group"
        label = label_of(element, "label") or (label_of(around, "label") if wrapped else None)
        appearances = appearances_of(element) or (appearances_of(around) if wrapped else ())
        definition.repeat = Repeat(self.templates.get(definition), count, fixed or bool(count), label, appearances)
        definition.kind = "repeat-instance"
        if outer:
            definition.control = replace(outer, kind="group", label=None)
        self.repeats.add(definition.path)
        return definition
