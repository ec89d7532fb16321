"""Every text exists in both languages, with the same holes, and every key used in the code is declared."""

from __future__ import annotations

import json
import re
import string
from pathlib import Path

import pytest

from commissioner_app import i18n
from commissioner_app.system.paths import resource_folder

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = sorted((resource_folder() / "i18n").glob("*.json"))
# A literal first argument of tr(…); keys put together at run time are covered by the tests of the screens.
LITERAL_KEY = re.compile(r"""\btr\(\s*["']([a-z0-9_.\-]+)["']""")


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_each_text_has_both_languages_and_the_same_holes(path: Path) -> None:
    for key, entry in json.loads(path.read_text(encoding="utf-8")).items():
        assert entry["zh"].strip() and entry["en"].strip(), f"{key} lacks a language"
        # An English text may leave out the number in its "one" form, never invent a hole.
        assert holes(entry["zh"]) == holes(entry["en"]), f"{key}: holes differ"
        assert holes(entry.get("en_one", "")) <= holes(entry["en"]), f"{key}: holes differ in en_one"


def test_no_key_is_declared_twice() -> None:
    i18n.catalogue.cache_clear()
    assert i18n.catalogue()


def test_each_literal_key_in_the_code_is_declared() -> None:
    missing = {
        f"{path.relative_to(ROOT)}: {key}"
        for path in (ROOT / "commissioner_app").rglob("*.py")
        for key in LITERAL_KEY.findall(path.read_text(encoding="utf-8"))
        if not i18n.has(key)
    }
    assert not missing


def test_each_error_code_raised_has_a_text() -> None:
    raised = re.compile(
        r"raise (?:errors\.)?(?:InputError|UsageError|EnvironmentFault|Bug)\(\s*[\"']([a-z0-9_.\-]+)[\"']"
    )
    missing = {
        f"{path.relative_to(ROOT)}: {code}"
        for path in (ROOT / "commissioner_app").rglob("*.py")
        for code in raised.findall(path.read_text(encoding="utf-8"))
        if not i18n.has(f"error.{code}")
    }
    assert not missing
