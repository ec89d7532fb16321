"""``python -m commissioner_app``: a subcommand without a window, or the app."""

from __future__ import annotations

from commissioner_app.commands.main import main

if __name__ == "__main__":
    raise SystemExit(main())
