"""Time and chance of the server can be set and repeated, and are the computer's own again afterwards."""

from __future__ import annotations

from datetime import UTC, datetime

from provincial_server import outside
from provincial_server.logic import audit
from provincial_server.logic.ids import new_id

MOMENT = datetime(2030, 5, 6, 7, 8, 9, tzinfo=UTC)


class _Fixed:
    def now(self) -> datetime:
        return MOMENT

    def chance(self, size: int) -> bytes:
        return bytes(range(size))


def test_inside_all_comes_from_the_given_outside() -> None:
    with outside.replaced_by(_Fixed()):
        assert audit.now() == "2030-05-06T07:08:09.000+00:00"
        assert new_id() == new_id()
    assert audit.now() < "2030"
    assert new_id() != new_id()
