"""``bind`` elements of the model, put on the definitions that they name."""

from __future__ import annotations

from typing import Any, Final

from commissioner_app.forms.errors import FormError, Place
from commissioner_app.forms.expression.parser import parse
from commissioner_app.forms.expression.tree import Call, Path
from commissioner_app.forms.model.nodes import Bind, NodeDef
from commissioner_app.forms.model.structure import JAVAROSA
from commissioner_app.forms.model.texts import Label, Text, label_from, local_name

ENTITIES: Final = "http://www.opendatakit.org/xforms/entities"
_PARAMETERS: Final = ("{http://openrosa.org/xforms}", "{http://www.opendatakit.org/xforms}")
_TYPES: Final = {
    "integer": "int",
    "long": "int",
    "float": "decimal",
    "double": "decimal",
    "datetime": "dateTime",
    "select1": "string",
    "select": "string",
    "odk:rank": "string",
    "rank": "string",
    "text": "string",
    "": "string",
}


class Locator:
    """Finds definitions by reference."""

    def __init__(self, root: NodeDef) -> None:
        self.by_path = {definition.path: definition for definition in root.walk()}
        self.by_ref = {definition.ref: definition for definition in self.by_path.values()}
        self.root = root

    def find(self, ref: str, base: NodeDef | None = None) -> NodeDef | None:
        """The definition at a reference, absolute or relative to ``base`` or else the root; None where there is none."""
        plain = self.by_ref.get(ref.strip())
        if plain is not None:
            return plain
        path = self.path(ref.strip(), base)
        return self.by_path.get(path) if path else None

    def path(self, ref: str, base: NodeDef | None) -> tuple[str, ...]:
        """The reference as local names."""
        plain = _plain_path(ref)
        if plain is not None and ref.startswith("/"):
            return plain
        tree = parse(ref)
        if not isinstance(tree, Path):
            return ()
        if tree.start is not None and tree.start != Call("current", ()):
            return ()
        path = () if tree.absolute else (base or self.root).path
        for step in tree.steps:
            name = step.test.rpartition(":")[2]
            if step.axis == "parent":
                path = path[:-1]
            elif step.axis != "self":
                path = (*path, f"@{name}" if step.axis == "attribute" else name)
        return path


def _plain_path(ref: str) -> tuple[str, ...] | None:
    """Names of a reference without anything but steps; most are, and need no parser."""
    if any(mark in ref for mark in " [(*.") or "//" in ref or "::" in ref:
        return None
    parts = ref.strip("/").split("/")
    names = []
    for part in parts:
        local = part.rpartition(":")[2]
        names.append(f"@{local.removeprefix('@')}" if part.startswith("@") else local)
    return tuple(names)


def read_binds(model: Any, locator: Locator, warnings: list[FormError]) -> dict[str, NodeDef]:
    """Put every bind on its definition; returns definitions by bind id. A bind to nowhere is a warning."""
    by_id: dict[str, NodeDef] = {}
    for element in model:
        if local_name(element) != "bind":
            continue
        ref = element.get("nodeset") or element.get("ref") or ""
        definition = locator.find(ref) if ref else None
        if definition is None:
            warnings.append(FormError("bind_unknown", Place(node=ref)))
            continue
        definition.bind = _bind(element)
        definition.type = definition.bind.type
        if element.get("id"):
            by_id[element.get("id")] = definition
    return by_id


def _bind(element: Any) -> Bind:
    given: dict[str, str] = dict(element.attrib)

    def get(name: str) -> str:
        return given.get(name, "").strip()

    def javarosa(name: str) -> str:
        return given.get(f"{{{JAVAROSA}}}{name}", "")

    kind = get("type")
    kind = kind.rpartition(":")[2] if not kind.startswith("odk:") else kind
    return Bind(
        type=_TYPES.get(kind, kind),
        relevant=get("relevant"),
        calculate=get("calculate"),
        required=get("required"),
        readonly=get("readonly"),
        constraint=get("constraint"),
        constraint_message=_message(javarosa("constraintMsg")),
        required_message=_message(javarosa("requiredMsg")),
        preload=javarosa("preload") or get("preload"),
        preload_params=javarosa("preloadParams") or get("preloadParams"),
        save_to=given.get(f"{{{ENTITIES}}}saveto", ""),
        parameters={key.rpartition("}")[2]: value for key, value in given.items() if key.startswith(_PARAMETERS)},
    )


def _message(text: str) -> Label | None:
    if not text:
        return None
    if text.strip().startswith("jr:itext("):
        return label_from(text.strip(), Text())
    return Label(text=Text((text,)))
