"""Values and steps in words: labels of fields, texts of values, sentences of the history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from commissioner_app.domain.kind import Field, FieldType, Kind, State
from commissioner_app.domain.record import ATTACHMENT_NAME
from commissioner_app.domain.registry import KINDS
from commissioner_app.errors import InputError
from commissioner_app.i18n import has, language, tr
from commissioner_app.services.lists import Lists
from commissioner_app.store.store import Store

T = FieldType
SHOWN_FIELDS = 3


def kind_of(name: str) -> Kind:
    """The declared kind. Raises ``InputError`` unknown_kind."""
    found = KINDS.get(name)
    if found is None:
        raise InputError("unknown_kind", kind=name, known=", ".join(KINDS))
    return found


def kind_word(name: str) -> str:
    """The kind as a person calls it."""
    kind = KINDS.get(name)
    return name if kind is None else kind.zh if language() == "zh" else kind.en


def state_word(kind: str, code: str) -> str:
    """The state as a person calls it; the code of a state that this program does not know."""
    declared = KINDS.get(kind)
    state: State | None = declared.state(code) if declared else None
    return code if state is None else state.zh if language() == "zh" else state.en


def action_word(action: str) -> str:
    """A step as a person calls it."""
    key = f"action.{action}"
    return tr(key) if has(key) else action


def field_at(kind: str, path: str) -> Field | None:
    """The core field of a key, or of ``key/item-id/name`` inside a repeat."""
    declared = KINDS.get(kind)
    key, _, rest = path.partition("/")
    field = declared.field(key) if declared else None
    if field is None or not rest:
        return field
    name = rest.rpartition("/")[2]
    return next((inner for inner in field.items if inner.name == name), None) if field.items else None


def field_word(kind: str, path: str) -> str:
    """A field as a person calls it: ``照片 · 说明`` inside a repeat, the key's last part for an unknown question."""
    if path == "@state":
        return tr("history.state_field")
    field = field_at(kind, path)
    if field is None and path.count("/") == 1:
        outer_field = field_at(kind, path.partition("/")[0])
        if outer_field is not None and outer_field.items:
            return field_word(kind, outer_field.name)  # a whole item
    if field is None:
        return path.rpartition("/")[2]
    own = field.zh if language() == "zh" else field.en
    if "/" not in path:
        return own
    outer = field_word(kind, path.partition("/")[0])
    return f"{outer} · {own}"


def some_fields(kind: str, keys: Iterable[str]) -> str:
    """A few fields by name: 存在问题、照片等 5 项."""
    words = list(dict.fromkeys(field_word(kind, key) for key in keys))
    joined = tr("ui.list_comma").join(words[:SHOWN_FIELDS])
    return joined if len(words) <= SHOWN_FIELDS else tr("history.more", fields=joined, n=len(words))


class Wording:
    """Values in words, with the labels of codes and the titles of references."""

    def __init__(self, store: Store, lists: Lists) -> None:
        self._store = store
        self._lists = lists

    def value(self, kind: str, path: str, value: Any) -> str:
        """One value of a field as a person reads it; "" for none."""
        if path == "@state":
            return state_word(kind, str(value)) if value else ""
        whole = field_at(kind, path.partition("/")[0])
        if isinstance(value, Mapping) and whole is not None and whole.items:
            return self._item(whole, value)
        return self._shown(field_at(kind, path), value)

    def title(self, record_id: str) -> str:
        """The title of a record, "" where it is not here."""
        record = self._store.records.get(record_id) if record_id else None
        declared = KINDS.get(record.kind) if record else None
        return declared.summary(record.answers).title if record and declared else ""

    def _shown(self, field: Field | None, value: Any) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return tr("value.yes") if value else tr("value.no")
        if isinstance(value, list):
            return self._listed(field, value)
        if isinstance(value, Mapping):
            return self._object(value)
        return self._plain(field, f"{value:g}" if isinstance(value, float) else str(value))

    def _plain(self, field: Field | None, text: str) -> str:
        if ATTACHMENT_NAME.fullmatch(text):
            return tr("value.file")
        if field is not None and field.list_id:
            return self._lists.label(field.list_id, text)
        if field is not None and field.ref:
            return self.title(text) or text
        if field is not None and field.type is FieldType.DATETIME:
            return text[:16].replace("T", " ")
        return f"{text} {field.unit}" if field is not None and field.unit else text

    def _item(self, field: Field, item: Mapping[str, Any]) -> str:
        """An item of a repeat, a line for each of its answers."""
        declared = {inner.name: inner for inner in field.items}
        lines = []
        for name, value in item.items():
            inner = declared.get(name)
            shown = self._shown(inner, value)
            if name != "id" and shown:
                label = name.rpartition("/")[2] if inner is None else inner.zh if language() == "zh" else inner.en
                lines.append(tr("value.labelled", label=label, value=shown))
        return "\n".join(lines)

    def _listed(self, field: Field | None, value: list[Any]) -> str:
        if value and isinstance(value[0], Mapping):
            return tr("value.items", n=len(value))
        return tr("ui.list_comma").join(self._shown(field, item) for item in value)

    @staticmethod
    def _object(value: Mapping[str, Any]) -> str:
        if "lng" in value and "lat" in value:
            return f"{value['lng']:.5f}, {value['lat']:.5f}"
        return ", ".join(str(part) for key, part in value.items() if key != "id")
