"""Entities that a submission makes or changes, and a list of entities with such changes applied.

A server turns submissions into entities some time after it took them; until then this keeps the list beside a form as it
will be, so that what was registered in the morning can be visited in the afternoon without a network.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree

from commissioner_app.forms.definition import FormDefinition
from commissioner_app.forms.errors import FormError
from commissioner_app.forms.model.dom import parse_xml
from commissioner_app.forms.model.texts import local_name

ID: Final = "name"
LABEL: Final = "label"
VERSION: Final = "__version"
TRUNK: Final = "__trunkVersion"
BRANCH: Final = "__branchId"
_YES: Final = frozenset({"1", "true"})


@dataclass(frozen=True, slots=True)
class EntityChange:
    """What a submission says of one entity. ``label`` "" leaves it; ``base`` is the version that was changed."""

    dataset: str
    id: str
    create: bool
    update: bool
    label: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    base: int = 0
    branch: str = ""


def changes_of(xml: str | bytes, definition: FormDefinition) -> list[EntityChange]:
    """The entities of a submission in its order; each ``meta/entity`` speaks of the part of the form around it."""
    saved_as = {node.path: node.bind.save_to for node in definition.root.walk() if node.bind.save_to}
    found = []
    for element in parse_xml(xml).iter():
        for entity in _entities(element):
            values = _values(element, saved_as)
            found.append(_change(entity, values))
    return [change for change in found if change.dataset and change.id and (change.create or change.update)]


def with_ids(xml: str | bytes, make: Callable[[str, int], str]) -> str:
    """The submission with an id for each new entity that has none: ``make(dataset, number among them)`` gives it."""
    root = parse_xml(xml)
    new = [
        entity
        for element in root.iter()
        for entity in _entities(element)
        if entity.get("create", "") in _YES and not entity.get("id")
    ]
    for number, entity in enumerate(new):
        entity.set("id", make(entity.get("dataset", ""), number))
    text: str = etree.tostring(root, encoding="unicode")
    return text


def apply(data: bytes, changes: Iterable[EntityChange]) -> bytes:
    """A list (CSV with ``name``, ``label``, ``__version`` and properties) with changes applied in order.

    Raises ``FormError("file_bad")``.
    """
    header, rows = _read(data)
    at = {row.get(ID, ""): row for row in rows}
    for change in changes:
        row = at.get(change.id)
        if row is None:
            if not change.create:
                continue
            row = {ID: change.id, VERSION: "1"}
            rows.append(row)
            at[change.id] = row
        elif change.update:
            _raise_version(row, change)
        else:
            continue
        row |= {LABEL: change.label} if change.label else {}
        row |= change.values
    return _written(header, rows)


def versions(data: bytes) -> dict[str, int]:
    """Entity id -> version in a list. Raises ``FormError("file_bad")``."""
    return {row.get(ID, ""): _number(row.get(VERSION, "")) for row in _read(data)[1]}


def without(data: bytes, ids: Iterable[str]) -> bytes:
    """A list without the entities of these ids."""
    gone = set(ids)
    header, rows = _read(data)
    return _written(header, [row for row in rows if row.get(ID) not in gone])


def _entities(element: Any) -> list[Any]:
    metas = [child for child in element if local_name(child) == "meta"] if local_name(element) else []
    return [child for meta in metas for child in meta if local_name(child) == "entity"]


def _change(entity: Any, values: Mapping[str, str]) -> EntityChange:
    label = next(("".join(child.itertext()) for child in entity if local_name(child) == "label"), "")
    return EntityChange(
        dataset=entity.get("dataset") or "",
        id=entity.get("id") or "",
        create=entity.get("create", "") in _YES,
        update=entity.get("update", "") in _YES,
        label=label.strip(),
        values=dict(values),
        base=_number(entity.get("baseVersion") or ""),
        branch=entity.get("branchId") or "",
    )


def _values(top: Any, saved_as: Mapping[tuple[str, ...], str]) -> dict[str, str]:
    """Properties answered in this part of the form, not in parts below it that are entities of their own."""
    values: dict[str, str] = {}
    stack = [top]
    while stack:
        element = stack.pop()
        name = saved_as.get(_path(element))
        if name:
            values[name] = (element.text or "").strip()
        stack.extend(child for child in element if local_name(child) and (child is top or not _entities(child)))
    return values


def _path(element: Any) -> tuple[str, ...]:
    return tuple(reversed([local_name(element), *(local_name(above) for above in element.iterancestors())]))


def _raise_version(row: dict[str, str], change: EntityChange) -> None:
    before = _number(row.get(VERSION, ""))
    row.setdefault(TRUNK, "")
    row[TRUNK] = row[TRUNK] or str(before)
    row[BRANCH] = change.branch or row.get(BRANCH, "")
    row[VERSION] = str(max(before, change.base) + 1)


def _read(data: bytes) -> tuple[list[str], list[dict[str, str]]]:
    try:
        lines = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        header = next(lines, [])
        return header, [dict(zip(header, cells, strict=False)) for cells in lines if cells]
    except (UnicodeDecodeError, csv.Error) as error:
        raise FormError("file_bad", name="entities", reason=str(error)) from error


def _written(header: Sequence[str], rows: Sequence[Mapping[str, str]]) -> bytes:
    columns = dict.fromkeys([*header, *(name for row in rows for name in row)])
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(columns), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
