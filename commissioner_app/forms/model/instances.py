"""Secondary instances: choice lists and tables inside the form or in files beside it (XML, CSV, GeoJSON)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from commissioner_app.forms import limits
from commissioner_app.forms.errors import FormError
from commissioner_app.forms.expression.nodes import ELEMENT, ROOT, Row, XNode, rows_by
from commissioner_app.forms.expression.predicates import SHORT
from commissioner_app.forms.expression.scope import Lookup
from commissioner_app.forms.model.dom import data_from, parse_xml
from commissioner_app.forms.model.texts import local_name

LAST_SAVED = "jr://instance/last-saved"
Index: TypeAlias = tuple[XNode, str, str]
"""The parent of the rows, their name, and the column."""


def read_instances(
    elements: list[Any], files: Mapping[str, bytes], warnings: list[FormError]
) -> tuple[dict[str, XNode], set[str]]:
    """Documents by instance id, and the ids of instances that mean the last saved submission.

    A file that is missing gives an empty list and a warning, so that the rest of the form can be used.
    """
    documents: dict[str, XNode] = {}
    last_saved: set[str] = set()
    for element in elements:
        name, source = element.get("id") or "", element.get("src") or ""
        if source == LAST_SAVED:
            last_saved.add(name)
        elif source:
            documents[name] = _file(source, files, warnings)
        else:
            content = next((child for child in element if local_name(child)), None)
            documents[name] = XNode(ROOT) if content is None else data_from(content)
    return documents, last_saved


def _file(source: str, files: Mapping[str, bytes], warnings: list[FormError]) -> XNode:
    name = source.rpartition("/")[2]
    data = files.get(name)
    if data is None:
        warnings.append(FormError("file_missing", name=name))
        return table(())
    return read_file(name, data)


def ready_indexes(documents: Mapping[str, XNode], lookups: Iterable[Lookup]) -> dict[Index, dict[str, list[XNode]]]:
    """The indexes that the form's expressions will look rows up by, made while loading: the first answer need not wait."""
    made: dict[Index, dict[str, list[XNode]]] = {}
    for lookup in lookups:
        found = [documents[lookup.instance]] if lookup.instance in documents else []
        for name in lookup.path[:-1]:
            found = [child for node in found for child in node.named(name)]
        for parent in found:
            rows = parent.named(lookup.path[-1])
            if len(rows) > SHORT:
                made[parent, lookup.path[-1], lookup.column] = rows_by(rows, lookup.column)
    return made


def read_file(name: str, data: bytes) -> XNode:
    """The document of a CSV, GeoJSON or XML file. Raises ``FormError``: "file_bad", "file_large", "cells_many"."""
    if len(data) > limits.MEDIA:
        raise FormError("file_large", name=name, most=limits.MEDIA // limits.MEGABYTE)
    suffix = name.rpartition(".")[2].lower()
    if suffix == "csv":
        return table(read_csv(name, data))
    if suffix in ("geojson", "json"):
        return table(read_geojson(name, data))
    return data_from(parse_xml(data))


def table(rows: Any) -> XNode:
    """A document ``root/item…`` over rows of texts."""
    document, root = XNode(ROOT), XNode(ELEMENT, "root")
    document.append(root)
    for values in rows:
        root.children.append(Row("item", values, root))
    return document


def read_csv(name: str, data: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file; comma or semicolon; names as written, less spaces around them."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    first = text.partition("\n")[0]
    mark = ";" if first.count(";") > first.count(",") else ","
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        header = [cell.strip() for cell in next(lines, [])]
        rows: list[dict[str, str]] = []
        width = len(header)
        most = limits.CELLS // max(width, 1)
        for cells in lines:
            if not cells:
                continue
            if len(rows) >= most:
                raise FormError("cells_many", name=name, most=limits.CELLS)
            rows.append(dict(zip(header, [*cells, *[""] * (width - len(cells))], strict=False)))
        return rows
    except csv.Error as error:
        raise FormError("file_bad", name=name, reason=str(error)) from error


def read_geojson(name: str, data: bytes) -> list[dict[str, str]]:
    """The features of a GeoJSON file: their properties, id, and ``geometry`` as OpenRosa writes positions."""
    try:
        content = json.loads(data.decode("utf-8-sig"))
        if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
            raise ValueError("FeatureCollection")
        return [_feature(feature) for feature in content["features"]]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise FormError("file_bad", name=name, reason=f"GeoJSON: {error}"[:200]) from error


def _feature(feature: dict[str, Any]) -> dict[str, str]:
    geometry = feature.get("geometry") or {}
    row = {"geometry": _geometry(geometry)}
    if "id" in feature:
        row["id"] = str(feature["id"])
    for key, value in (feature.get("properties") or {}).items():
        row[str(key)] = "" if value is None else value if isinstance(value, str) else json.dumps(value)
    return row


def _geometry(geometry: dict[str, Any]) -> str:
    kind, where = geometry.get("type"), geometry.get("coordinates") or []
    if kind == "Point":
        return _point(where)
    if kind == "LineString":
        return "; ".join(_point(point) for point in where)
    if kind == "Polygon":
        return "; ".join(_point(point) for point in where[0])
    return ""


def _point(where: list[float]) -> str:
    return f"{where[1]} {where[0]} 0 0"
