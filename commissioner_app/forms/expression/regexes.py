"""Java's and JavaScript's regular expressions in Python's: classes and properties that ``re`` spells differently."""

from __future__ import annotations

import re
from typing import Final

_POSIX: Final = {
    "Alpha": "A-Za-z", "Digit": "0-9", "Alnum": "A-Za-z0-9", "Upper": "A-Z", "Lower": "a-z", "Space": r"\s",
    "Punct": r"!-/:-@\[-`{-~", "XDigit": "0-9A-Fa-f", "Blank": r" \t",
}  # fmt: skip
# Enough of Unicode's letters for names: everything ``\w`` has, less digits and underscore, as a look-ahead class.
_CLASSES: Final = {
    "L": r"[^\W\d_]", "Lu": "[A-ZÀ-ÖØ-ÞА-ЯΑ-Ω]", "Ll": "[a-zß-öø-ÿа-яα-ω]", "N": r"\d", "Nd": r"\d", "P": r"[^\w\s]",
    "Z": r"\s", "IsHan": r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]",
    "S": r"[^\w\s]", "M": r"[\u0300-\u036f]",
}  # fmt: skip
_INSIDE: Final = {
    "L": r"A-Za-zªµºÀ-ÖØ-öø-ˁͰ-ϿЀ-ԯԱ-ևא-ת\u0620-\u064a\u0900-\u0dff\u0e00-\u0eff\u1000-\u1fff\u3041-\u30ff\u3400-\u4dbf"
    r"\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff",
    "Lu": "A-ZÀ-ÖØ-ÞА-ЯΑ-Ω", "Ll": "a-zß-öø-ÿа-яα-ω", "N": r"\d", "Nd": r"\d", "Z": r"\s", "M": r"\u0300-\u036f",
    "P": r"!-/:-@\[-`{-~、-〿！-／", "IsHan": r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f",
    "S": r"$+<=>^`|~",
}  # fmt: skip
_ALIASES: Final = {"script=Han": "IsHan", "sc=Han": "IsHan", "Script=Han": "IsHan", "InCJKUnifiedIdeographs": "IsHan"}
_PROPERTY: Final = re.compile(r"\\(p|P)(?:\{([A-Za-z=]+)\}|([A-Z]))")
_NAMED_CLASS: Final = re.compile(r"\[:(\^?)(\w+):\]")


def translate(source: str) -> str:
    """The pattern in Python's spelling; what needs no change comes back as it is."""
    out: list[str] = []
    index, inside = 0, False
    while index < len(source):
        here = source[index]
        found = _PROPERTY.match(source, index) if here == "\\" else None
        if found:
            out.append(_property(found, inside))
            index = found.end()
            continue
        if here == "\\":
            pair = source[index : index + 2]
            out.append({"\\z": r"\Z", "\\h": r"[ \t]", "\\d": "0-9" if inside else "[0-9]"}.get(pair, pair))
            index += 2
            continue
        if inside and here == "[":
            named = _NAMED_CLASS.match(source, index)
            if named and named.group(2).capitalize() in _POSIX:
                out.append(_POSIX[named.group(2).capitalize()])
                index = named.end()
                continue
            out.append("\\[")
            index += 1
            continue
        if here == "[":
            inside = True
            if source[index + 1 : index + 2] == "]":
                out.append("[\\]")
                index += 2
                continue
        elif here == "]":
            inside = False
        out.append(here)
        index += 1
    return "".join(out)


def _property(found: re.Match[str], inside: bool) -> str:
    name = found.group(2) or found.group(3)
    name = _ALIASES.get(name, name)
    negative = found.group(1) == "P"
    if name in _POSIX:
        return _POSIX[name] if inside and not negative else f"[{'^' if negative else ''}{_POSIX[name]}]"
    if inside:
        return _INSIDE.get(name, r"\w")
    found_class = _CLASSES.get(name, r"\w")
    return f"(?!{found_class})." if negative else found_class
