"""Writes ``docs/openapi.json``: the server's interface as it describes itself.

After changing a route or a message run ``python -m tests.support.openapi_export``; a test fails while the file is behind.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from provincial_server.main import create_app
from provincial_server.settings import Settings

FILE = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"


def exported() -> str:
    """The text of the file as it should be."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(Path(folder)))
        described = app.openapi()
        app.state.parts.database.close()
    return json.dumps(described, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(exported(), encoding="utf-8")
