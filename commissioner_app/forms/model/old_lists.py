"""Choice lists as old forms have them: ``search()`` in the appearance, and questions that query ``itemsets.csv``.

Both become item sets over lists beside the form. Where the file is missing, the form stays as it was written: the rows of the
sheet as choices, or a text to be typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from commissioner_app.forms.errors import ExpressionError
from commissioner_app.forms.expression.nodes import XNode
from commissioner_app.forms.expression.parser import parse
from commissioner_app.forms.expression.tree import Call, Literal
from commissioner_app.forms.model.controls import Control, ItemSet
from commissioner_app.forms.model.instances import read_csv, read_file, table

ITEMSETS: Final = "itemsets.csv"
_LIST: Final = re.compile(r"instance\(\s*['\"]([^'\"]+)['\"]\s*\)")
_NUMBER: Final = re.compile(r"-?\d+\Z")
_UPPER, _LOWER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"
_FOLDED: Final = "translate({0}, '" + _UPPER + "', '" + _LOWER + "')"
_HOW: Final = {
    "contains": "contains({0}, {1})",
    "startswith": "starts-with({0}, {1})",
    "endswith": "ends-with({0}, {1})",
    "matches": "{0} = {1}",
}


class OldLists:
    """Translates the controls of one form; ``documents`` are the lists that they then need, by instance id."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.documents: dict[str, XNode] = {}

    def modern(self, element: Any, control: Control) -> Control:
        """The control with an item set, if it is an old one and its file is there."""
        query = element.get("query")
        if query:
            return self._queried(control, query)
        call = next((word for word in control.appearances if word.startswith("search(")), "")
        return self._searched(control, call) if call and control.items else control

    def _queried(self, control: Control, query: str) -> Control:
        names = _LIST.findall(query)
        data = self.files.get(ITEMSETS)
        if not names or data is None:
            return control
        rows = read_csv(ITEMSETS, data)
        for name in names:
            self.documents[name] = table(row for row in rows if row.get("list_name") == name)
        return replace(control, kind="select", element="select1", itemset=ItemSet(query, "name", "label"))

    def _searched(self, control: Control, source: str) -> Control:
        columns = next((item for item in control.items if not _NUMBER.match(item.value)), None)
        nodeset = self._nodeset(source) if columns is not None else ""
        if columns is None or not nodeset:
            return control
        written = columns.label.text.parts if columns.label is not None else ()
        label = _joined("".join(part for part in written if isinstance(part, str)) or columns.value)
        appearances = tuple(word for word in control.appearances if word != source)
        return replace(
            control,
            appearances=appearances,
            # What has a number for its value is a choice of its own, above the list.
            items=tuple(item for item in control.items if _NUMBER.match(item.value)),
            itemset=ItemSet(nodeset, columns.value.strip(), label),
        )

    def _nodeset(self, source: str) -> str:
        """``search('towns', 'contains', 'name', /data/q, 'county', /data/c)`` as a path; "" when it cannot be one."""
        try:
            call = parse(source)
        except ExpressionError:
            return ""
        words = _arguments(source)
        if not isinstance(call, Call) or len(call.arguments) != len(words) or len(words) not in (1, 4, 6):
            return ""
        plain = [one.value if isinstance(one, Literal) else "" for one in call.arguments]
        name = f"{plain[0]}.csv"
        data = self.files.get(name)
        if data is None:
            return ""
        conditions = []
        if len(words) >= 4:
            how = _HOW.get(plain[1].lower())
            if how is None:
                return ""
            wanted = _FOLDED.format(words[3])
            fields = [how.format(_FOLDED.format(field.strip()), wanted) for field in plain[2].split(",")]
            conditions.append(f"({' or '.join(fields)})")
        if len(words) == 6:
            conditions.append(f"{plain[4]} = {words[5]}")
        self.documents[name] = read_file(name, data)
        return f"instance('{name}')/root/item" + (f"[{' and '.join(conditions)}]" if conditions else "")


def _joined(columns: str) -> str:
    """``name, code`` as an expression that shows both."""
    names = [name.strip() for name in columns.split(",") if name.strip()]
    return names[0] if len(names) == 1 else "concat({})".format(", ' ', ".join(names)) if names else ""


def _arguments(source: str) -> list[str]:
    """The arguments of a call as they are written."""
    words, depth, quote = [""], 0, ""
    for character in source[source.index("(") + 1 : source.rindex(")")]:
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character == "," and depth == 0:
            words.append("")
            continue
        words[-1] += character
    return [word.strip() for word in words]
