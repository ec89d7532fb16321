"""Offering documents loads nothing that prints."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import sys
from commissioner_app.services.reports import Reports
kinds = Reports(None, None, None, None).kinds("visit")
assert {kind.name for kind in kinds} == {"visit_record", "visit_ledger", "firm_summary"}, kinds
assert [kind.formats for kind in kinds] == [("pdf",), ("xlsx",), ("xlsx",)]
loaded = {"reportlab", "openpyxl"} & set(sys.modules)
assert not loaded, loaded
Reports.get_ready()
assert {"reportlab", "openpyxl"} <= set(sys.modules)
"""


def test_the_kinds_of_documents_are_known_without_loading_what_prints() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
