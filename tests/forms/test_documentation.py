"""The program in the documentation runs as it stands and prints what it says, with the engine alone: every other part of the
program, and every library it does not need, is shut away."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("docs/forms.md", "docs/forms.zh.md")
BLOCK = re.compile(r"^```(python|text)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ALONE = """
import sys
from importlib.abc import MetaPathFinder


class Alone(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        own = top == "commissioner_app" and name != top and not name.startswith("commissioner_app.forms")
        foreign = top in {BLOCKED}
        if own or foreign:
            raise ImportError(f"{{name}} is not part of the form engine")
        return None


sys.meta_path.insert(0, Alone())
sys.path.insert(0, {ROOT!r})
"""
BLOCKED = frozenset(
    {"PySide6", "sqlcipher3", "sqlite_utils", "requests", "reportlab", "keyring", "fastapi", "sqlalchemy"}
    | {
        "provincial_server",
        "sync_protocol",
        "orjson",
        "zstandard",
        "cryptography",
        "argon2",
        "pypinyin",
        "platformdirs",
    }
)


def blocks(page: str) -> tuple[str, str]:
    """The page's program, and what it should print."""
    found = BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))
    programs = [text for kind, text in found if kind == "python"]
    printed = [text for kind, text in found if kind == "text"]
    return "\n".join(programs), "".join(printed)


def run(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    head = ALONE.format(BLOCKED=set(BLOCKED), ROOT=str(ROOT))
    (folder / "example.py").write_text(head + program, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-I", "example.py"], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("page", PAGES)
def test_the_example_runs_with_the_engine_alone(page: str, tmp_path: Path) -> None:
    program, printed = blocks(page)
    assert program and printed
    done = run(program, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == printed


def test_the_rest_of_the_program_is_really_shut_away(tmp_path: Path) -> None:
    for module in ("commissioner_app.domain.registry", "commissioner_app.i18n", "PySide6.QtCore", "requests"):
        done = run(f"import {module}\n", tmp_path)
        assert "is not part of the form engine" in done.stderr


def test_both_pages_tell_authors_and_programmers_the_same() -> None:
    """The same chapters, tables and programs up to the engine's inside, which the English page alone describes."""
    english, chinese = ((ROOT / page).read_text(encoding="utf-8") for page in PAGES)
    shared = english[: english.index("\n## Expressions")], chinese[: chinese.index("\n## 文本表")]
    for mark in ("\n## ", "\n|", "```python", "```text", "\n**"):
        assert shared[0].count(mark) == shared[1].count(mark), mark
    assert blocks(PAGES[0]) == blocks(PAGES[1])
    for link in re.findall(r"\]\(([\w.]+\.md)\)", english + chinese):
        assert (ROOT / "docs" / link).exists(), link
