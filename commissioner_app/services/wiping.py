"""What a laptop does when the server says that it is to be wiped, and what it says afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from commissioner_app.errors import AppError, EnvironmentFault
from commissioner_app.services.account import secret_name
from commissioner_app.services.desk import Desk
from commissioner_app.services.openrosa_links import secret_names
from commissioner_app.services.sync_endings import LAPTOP_WIPED
from commissioner_app.store import wiping
from commissioner_app.store.wiping import Wiped, told
from commissioner_app.system.secrets import SecretStore
from sync_protocol import codes

if TYPE_CHECKING:
    from collections.abc import Callable


class Wiping:
    """Heeds the server's word for one open profile. The files go when the profile is closed (``finish``)."""

    def __init__(self, desk: Desk, secrets: SecretStore) -> None:
        self._desk = desk
        self._secrets = secrets

    def heeded(self, error: AppError) -> AppError:
        """The error to go on with: where it is the server's word to wipe, the keys are destroyed first."""
        if error.code != codes.DEVICE_REVOKED or error.params.get("wipe") is not True:
            return error
        names = [secret_name(self._desk.folder), *secret_names(self._desk)]
        wiping.begin(self._desk.folder, self._desk.now(), lambda: _forget(self._secrets, names))
        return EnvironmentFault(LAPTOP_WIPED)

    @contextmanager
    def heeding(self) -> Iterator[None]:
        """Around a call of the server."""
        try:
            yield
        except AppError as error:
            heeded = self.heeded(error)
            if heeded is error:
                raise
            raise heeded from error

    def closing(self, close: Callable[[], None]) -> Callable[[], None]:
        """Closes the profile and, where it is marked, takes its files away."""

        def closed() -> None:
            close()
            wiping.finish(self._desk.folder)

        return closed


def refuse_wiped(folder: Path, secrets: SecretStore) -> None:
    """Go on with a wiping that was stopped in the middle. Raises ``EnvironmentFault`` laptop_wiped for such a profile."""
    found = wiping.read(folder)
    if found is None:
        return
    if not found.done:
        _go_on(found, secrets)
    raise EnvironmentFault(LAPTOP_WIPED)


def finish_all(profiles: Path, secrets: SecretStore) -> None:
    """Go on with every wiping that was stopped in the middle."""
    for one in _wiped(profiles):
        if not one.done:
            _go_on(one, secrets)


def tell(profiles: Path) -> bool:
    """Whether a profile was wiped of which the person has not been told yet; this counts as telling."""
    new = [one for one in _wiped(profiles) if not one.told]
    for one in new:
        told(one)
    return bool(new)


def _wiped(profiles: Path) -> list[Wiped]:
    return [one for path in sorted(profiles.glob(f"*/{wiping.MARKER}")) if (one := wiping.read(path.parent))]


def _go_on(wiped: Wiped, secrets: SecretStore) -> None:
    wiping.begin(wiped.folder, wiped.at, lambda: _forget(secrets, [secret_name(wiped.folder)]))
    wiping.finish(wiped.folder)


def _forget(secrets: SecretStore, names: Iterable[str]) -> None:
    for name in names:
        secrets.forget(name)
