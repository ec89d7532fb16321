"""Labels and hints with the little markup that forms may use, as rich text for Qt.

What is understood is what the field's clients agree on: ``#`` headings, ``*`` and ``_`` for emphasis, ``[words](address)``,
lists, back slashes, and the inline elements ``span``, ``p``, ``div``, ``b``, ``i``, ``u`` … with colours, fonts and alignment.
Everything else is shown as it was written; nothing in a label can load a file or an address.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import Final

_SPECIAL: Final = re.compile(r"[*_#\[<\\]|^\s*-\s", re.MULTILINE)
_ESCAPED: Final = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>])")
# Escaped characters rest in Unicode's private area while the markup around them is read.
_PRIVATE: Final = 0xE000
_RESTING: Final = re.compile("[\ue000-\ue07f]")

_TAGS: Final = "span|p|div|strong|b|em|i|u|s|small|big|sub|sup|br|code|font"
_TAG: Final = re.compile(rf"&lt;(/?)({_TAGS})((?:\s[^&<>]*)?)/?&gt;", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"""(style|color|align|dir)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_STYLES: Final = frozenset(
    {
        "color",
        "background-color",
        "font-family",
        "font-size",
        "font-style",
        "font-weight",
        "text-align",
        "text-decoration",
    }
)
_STYLE_VALUE: Final = re.compile(r"[\w\s#%.,()\-]{1,80}")

_HEADING: Final = re.compile(r"(#{1,6})\s+(.+?)\s*#*$")
_BULLET: Final = re.compile(r"\s*[-*]\s+(.+)")
_LINK: Final = re.compile(r"\[([^\[\]\n]+)\]\(\s*([^\s()<>\"]+(?:\([^\s()<>\"]*\))?)\s*\)")
_STRONG: Final = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_STARRED: Final = re.compile(r"(?<!\*)\*(?=[^\s*])(.+?)(?<=[^\s*])\*(?!\*)")
_UNDERLINED: Final = re.compile(r"(?<![\w/])_(?=\S)(.+?)(?<=\S)_(?!\w)")
_ANY_TAG: Final = re.compile(r"<[^<>]*>")
_BREAK: Final = re.compile(r"<br>|</(?:p|div|li|h\d)>")
_BLOCK_END: Final = re.compile(r"</(?:ul|ol|h[1-6]|p|div)>$")

SCHEMES: Final = ("http://", "https://", "mailto:", "tel:")


@lru_cache(maxsize=4096)
def rich(text: str) -> str:
    """The text as HTML that Qt shows; safe whatever the form says."""
    if not _SPECIAL.search(text):
        return html.escape(text, quote=False).replace("\n", "<br>")
    resting = _ESCAPED.sub(lambda found: chr(_PRIVATE + ord(found[1])), text)
    marked = _TAG.sub(_allowed, html.escape(resting, quote=False))
    return _RESTING.sub(lambda found: html.escape(chr(ord(found[0]) - _PRIVATE)), _blocks(marked))


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The words alone: for screen readers, lists of sections and messages."""
    if not _SPECIAL.search(text):
        return text
    return html.unescape(_ANY_TAG.sub("", _BREAK.sub("\n", rich(text)))).strip()


def on_button(text: str) -> str:
    """The words for a button or a box, which show no markup and take a single ``&`` for a key."""
    return plain(text).replace("&", "&&")


def _allowed(found: re.Match[str]) -> str:
    end, name, rest = found[1], found[2].lower(), found[3]
    if end or name == "br":
        return f"<{end}{name}>"
    kept = "".join(_attribute(match) for match in _ATTRIBUTE.finditer(rest))
    return f"<{name}{kept}>"


def _attribute(match: re.Match[str]) -> str:
    name, value = match[1].lower(), match[2] if match[2] is not None else match[3]
    if name != "style":
        return f' {name}="{value}"' if _STYLE_VALUE.fullmatch(value) else ""
    rules = (rule.partition(":") for rule in value.split(";"))
    kept = [
        f"{key.strip().lower()}: {what.strip()}"
        for key, _, what in rules
        if key.strip().lower() in _STYLES and _STYLE_VALUE.fullmatch(what.strip()) and "url" not in what.lower()
    ]
    return f' style="{"; ".join(kept)}"' if kept else ""


def _blocks(text: str) -> str:
    """Lines to headings, lists and broken lines. Numbers stay as they were written: they number the questions."""
    lines = text.split("\n")
    items = [_BULLET.fullmatch(line) for line in lines]
    out: list[str] = []
    for number, (line, item) in enumerate(zip(lines, items, strict=True)):
        before = number > 0 and items[number - 1] is not None
        after = number + 1 < len(lines) and items[number + 1] is not None
        if item is not None and (before or after):
            opening, closing = ("" if before else "<ul>"), ("" if after else "</ul>")
            out.append(f"{opening}<li>{_inline(item[1])}</li>{closing}")
        elif match := _HEADING.match(line):
            level = len(match[1])
            out.append(f"<h{level}>{_inline(match[2])}</h{level}>")
        else:
            out.append("<br>" if out and not _BLOCK_END.search(out[-1]) else "")
            out.append(_inline(line))
    return "".join(out)


def _inline(text: str) -> str:
    text = _LINK.sub(_link, text)
    text = _STRONG.sub(r"<b>\2</b>", text)
    return _UNDERLINED.sub(r"<i>\1</i>", _STARRED.sub(r"<i>\1</i>", text))


def _link(found: re.Match[str]) -> str:
    """A link to the outside; any other address stays as it was written. Its own marks are no emphasis."""
    address = found[2]
    if not address.lower().startswith(SCHEMES):
        return found[0]
    kept = address.replace("*", chr(_PRIVATE + ord("*"))).replace("_", chr(_PRIVATE + ord("_")))
    return f'<a href="{kept}">{found[1]}</a>'
