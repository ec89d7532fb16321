"""What the converter says, recognised: a code of ``converter_texts`` with its parameters, or its text as it stands."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

from commissioner_app.forms.converter_texts import CODED, PATTERNS

_HOLE: Final = re.compile(r"\\\{(\w+)\\\}")
_ROW: Final = re.compile(r"\[row\s*:\s*(\d+)\]\s*")

# Said of forms that run elsewhere, or found by our own checks with their places.
IGNORED: Final = re.compile(
    r"max-pixels parameter to speed up|\[row : \d+\] Image question.*max-pixels|Language '[^']*' is missing the"
)


def recognised(message: str) -> tuple[str, dict[str, Any]]:
    """Code and parameters of a message: ``xls.…``, or ``conversion`` with the converter's words as its reason."""
    for pattern, code in (*_coded(), *PATTERNS):
        found = pattern.search(message)
        if found:
            return f"xls.{code}", found.groupdict()
    return "conversion", {"reason": _ROW.sub("", message)}


@cache
def _coded() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The converter's own templates as patterns, those that say most first."""
    from pyxform.errors import ErrorCode

    templates = {code.name: str(code.value.msg) for code in ErrorCode if code.name in CODED}
    ordered = sorted(templates.items(), key=lambda pair: -len(pair[1]))
    return tuple((re.compile(_pattern(template), re.DOTALL), name) for name, template in ordered)


def _pattern(template: str) -> str:
    seen: set[str] = set()

    def hole(found: re.Match[str]) -> str:
        name = found.group(1)
        if name in seen:
            return ".*?"
        seen.add(name)
        return f"(?P<{name}>.*?)"

    plain = template.replace("{{", "\x00").replace("}}", "\x01")
    escaped = _HOLE.sub(hole, re.escape(plain))
    return escaped.replace("\x00", r"\{").replace("\x01", r"\}")
