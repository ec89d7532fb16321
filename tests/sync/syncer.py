"""Syncs one profile once and says so (run and killed by test_real_server)."""

from __future__ import annotations

import sys
from pathlib import Path

from commissioner_app.store.store import Store
from commissioner_app.sync.engine import Engine
from commissioner_app.sync.http import RequestsTransport
from commissioner_app.sync.transport import Tokens
from tests.store.samples import KEY


def main() -> None:
    folder, url, access, refresh = sys.argv[1:]
    store = Store.open(Path(folder), KEY)
    engine = Engine(store, RequestsTransport(url, Tokens(access, refresh)))
    for step in engine.run():
        sys.stdout.write(f"{step.stage}\n")
        sys.stdout.flush()
    store.close()
    sys.stdout.write("ok\n" if engine.result.ok else f"{engine.result.error}\n")


if __name__ == "__main__":
    main()
