"""``python -m provincial_server``: the administrator's tool."""

from __future__ import annotations

import sys

from provincial_server.commands import bundles, keeping, people, publishing, serving
from provincial_server.commands.cli import run

COMMANDS = (
    serving.add_commands,
    people.add_commands,
    publishing.add_commands,
    bundles.add_commands,
    keeping.add_commands,
)

if __name__ == "__main__":
    sys.exit(run(COMMANDS))
