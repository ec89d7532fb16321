"""The shape of the tree: file sizes, empty package files, fonts that fit, no workplace words, everything but ui without Qt."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("commissioner_app", "sync_protocol", "provincial_server", "benchmarks")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
MOST_LINES = 400
MOST_FONT_BYTES = 60 * 1024 * 1024


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_package_files_export_nothing() -> None:
    filled = [path for path in SOURCES if path.name == "__init__.py" and path.stat().st_size]
    assert all(len(ast.parse(path.read_text(encoding="utf-8")).body) <= 1 for path in filled), filled


def test_each_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if path.name != "__init__.py" and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent


def test_bundled_fonts_stay_within_their_size() -> None:
    assert sum(path.stat().st_size for path in (ROOT / "resources" / "fonts").iterdir()) < MOST_FONT_BYTES


IMPORT_ALL = """
import importlib, pkgutil, sys
class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "shiboken6"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, NoQt())
for package in ("commissioner_app", "sync_protocol", "provincial_server"):
    root = importlib.import_module(package)
    for module in pkgutil.walk_packages(root.__path__, package + ".", onerror=lambda name: None):
        windowed = ("commissioner_app.ui", "commissioner_app.tour")
        if module.name.startswith(windowed) or module.name.endswith("__main__") or ".migrations." in module.name:
            continue
        importlib.import_module(module.name)
"""


def test_everything_but_the_window_imports_without_qt() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORT_ALL], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr


def test_what_needs_qt_is_tested_where_qt_is() -> None:
    """The suite without PySide6 leaves out tests/ui and tests/tour; a test elsewhere that skips for want of it never runs."""
    windowed = (ROOT / "tests" / "ui", ROOT / "tests" / "tour")
    unseen = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "tests").rglob("test_*.py")
        if not path.is_relative_to(windowed[0]) and not path.is_relative_to(windowed[1]) and _asks_for_qt(path)
    ]
    assert not unseen


def _asks_for_qt(path: Path) -> bool:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("PySide6", "pytestqt")):
            return True
        if isinstance(node, ast.Import) and any(name.name.startswith(("PySide6", "pytestqt")) for name in node.names):
            return True
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "importorskip":
            asked = node.args[0]
            if isinstance(asked, ast.Constant) and str(asked.value).startswith(("PySide6", "pytestqt")):
                return True
    return False
