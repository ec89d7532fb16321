"""Every text that the form page asks for exists in both languages, and nothing is declared that nobody asks for."""

from __future__ import annotations

import json
import re
from pathlib import Path

from commissioner_app.system.paths import resource_folder

SOURCES = Path(__file__).parents[3] / "commissioner_app" / "ui" / "form_fill"


def test_keys() -> None:
    files = (resource_folder() / "i18n").glob("form_*.json")
    declared = {key: words for path in files for key, words in json.loads(path.read_text(encoding="utf-8")).items()}
    source = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py"))
    asked = set(re.findall(r"""["'](form\.[a-z_.]*[a-z_])["']""", source))
    assert sorted(asked - declared.keys()) == []
    own = {key for key in declared if key.startswith("form.") and not key.startswith("form.weekday.")}
    unused = own - asked
    assert sorted(unused) == []
    assert all(texts["zh"].strip() and texts["en"].strip() for texts in declared.values())
