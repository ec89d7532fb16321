"""After the server was restored: which of the files that it once had are to go again."""

from __future__ import annotations

from commissioner_app.store.store import Store
from commissioner_app.sync import failures
from commissioner_app.sync.failures import SyncFailure
from commissioner_app.sync.http import parsed
from commissioner_app.sync.transport import Transport
from sync_protocol import limits


def send_again_what_was_lost(store: Store, transport: Transport) -> int:
    """Ask the server which files it lacks of those that it had from or for this laptop, and let those go again; how many.

    Whoever holds a file may bring it: the laptop that sent it first may be gone.
    """
    names, lost = store.attachments.sent(), 0
    for start in range(0, len(names), limits.ASKED_NAMES):
        asked = names[start : start + limits.ASKED_NAMES]
        reply = parsed(transport.call("POST", "/v1/attachments/missing", json={"names": asked}))
        missing = reply.get("missing") if isinstance(reply, dict) else None
        if not isinstance(missing, list):
            raise SyncFailure(failures.CONFUSED)
        again = [name for name in asked if name in set(missing)]
        store.attachments.mark_unsent(again)
        lost += len(again)
    return lost
