"""What a seed decides: chance, and the one true time that every computer shows rightly or wrongly."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from typing import Any, Final, ParamSpec, TypeVar
from unittest import mock

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync_protocol.bundles import keys, piece
from sync_protocol.bundles.keys import KeyPair

P = ParamSpec("P")
T = TypeVar("T")

BEGIN: Final = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
_CHINA: Final = timezone(timedelta(hours=8))


class World:
    """Time and chance of one seed; the server's own (``provincial_server.outside``) and the source of all ids."""

    def __init__(self, seed: int | str) -> None:
        self.random = Random(f"fleet {seed}")
        self._ids = Random(f"ids {seed}")
        self.moment = BEGIN

    def pass_(self, seconds: float) -> None:
        """Let time go on."""
        self.moment += timedelta(seconds=seconds)

    def now(self) -> datetime:
        return self.moment

    def nanoseconds(self) -> int:
        return int(self.moment.timestamp() * 1000) * 1_000_000

    def chance(self, size: int) -> bytes:
        return self._ids.randbytes(size)


@contextlib.contextmanager
def keys_drawn_from(world: World) -> Iterator[None]:
    """Inside, the keys of laptops and server, and what seals their bundles, are drawn from ``world`` too."""

    def signing() -> KeyPair:
        key = Ed25519PrivateKey.from_private_bytes(world.chance(keys.KEY_BYTES))
        return KeyPair(keys.text(key.private_bytes_raw()), keys.text(key.public_key().public_bytes_raw()))

    def sealing() -> KeyPair:
        private = keys.text(world.chance(keys.KEY_BYTES))
        return KeyPair(private, keys.sealing_public(private))

    def seal(*parts: Any) -> bytes:
        return real(*parts, secret=world.chance(2 * keys.KEY_BYTES))

    real = piece.seal
    with (
        mock.patch.object(keys, "signing_pair", signing),
        mock.patch.object(keys, "sealing_pair", sealing),
        mock.patch.object(piece, "seal", seal),
    ):
        yield


class LaptopClock:
    """A laptop's clock: the true time with an error that may be years. ``monotonic`` is true."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.wrong = timedelta()

    def now(self) -> datetime:
        return (self._world.moment + self.wrong).astimezone(_CHINA)

    def monotonic(self) -> float:
        return (self._world.moment - BEGIN).total_seconds()


class _Later(Future[T]):
    """Work that is done when somebody asks for its result."""

    def __init__(self, work: Callable[[], T]) -> None:
        super().__init__()
        self._work: Callable[[], T] | None = work

    def result(self, timeout: float | None = None) -> T:
        self._done()
        return super().result(timeout)

    def exception(self, timeout: float | None = None) -> BaseException | None:
        self._done()
        return super().exception(timeout)

    def _done(self) -> None:
        work, self._work = self._work, None
        if work is None:
            return
        try:
            self.set_result(work())
        except Exception as error:  # noqa: BLE001 - as any executor does
            self.set_exception(error)


class WhenAsked(Executor):
    """Does what is handed in when its result is asked for: in one thread, and always in the same order."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        return _Later(lambda: fn(*args, **kwargs))


class AtOnce(Executor):
    """Does what is handed in before anything else goes on."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        done = _Later(lambda: fn(*args, **kwargs))
        done.exception()
        return done


class Queued(Executor):
    """Keeps what is handed in until ``run`` is called: work beside the requests of a server."""

    def __init__(self) -> None:
        self._jobs: list[_Later[Any]] = []

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        job = _Later(lambda: fn(*args, **kwargs))
        self._jobs.append(job)
        return job

    def run(self) -> int:
        """Do all of it now; how much it was."""
        jobs, self._jobs = self._jobs, []
        for job in jobs:
            job.result()
        return len(jobs)


def laptop_workers(_count: int, name: str) -> Executor:
    """What a laptop reads ahead is asked for in its turn; the rest is done at once."""
    return WhenAsked() if name == "sync-ahead" else AtOnce()
