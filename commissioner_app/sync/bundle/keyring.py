"""The keys of this device, and those the server has given it: what is needed to pack and to open without a network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, cast

from commissioner_app.errors import InputError
from commissioner_app.store.store import Store
from commissioner_app.sync import failures
from commissioner_app.sync.failures import SyncFailure
from commissioner_app.sync.http import parsed
from commissioner_app.sync.transport import Transport
from sync_protocol.bundles import keys
from sync_protocol.bundles.faults import BundleFault
from sync_protocol.bundles.keys import KeyPair
from sync_protocol.bundles.messages import KeysReply
from sync_protocol.shapes import wrong

_OWN: Final = "keys.own"
_GIVEN: Final = "keys.given"


@dataclass(frozen=True, slots=True)
class Keyring:
    """``given`` is the server's reply; ``signing`` and ``sealing`` are this device's own."""

    given: KeysReply
    signing: KeyPair
    sealing: KeyPair

    @property
    def server(self) -> str:
        """The key id of the server, by which its bundles are known."""
        return keys.key_id(self.given["sign"])

    @property
    def device(self) -> str:
        """The id of this device."""
        return self.given["certificate"]["device"]

    def private(self) -> dict[str, str]:
        """Key id -> private key, of all that this device may open."""
        opened = {keys.key_id(keys.sealing_public(private)): private for private in self.given["open"].values()}
        return opened | {keys.key_id(self.sealing.public): self.sealing.private}


def held(store: Store) -> Keyring:
    """The keys of this profile. Raises ``InputError`` bundle_no_keys where the server has not given any yet."""
    given, own = store.sync_state.get(_GIVEN), store.sync_state.get(_OWN)
    if given is None or own is None:
        raise InputError("bundle_no_keys")
    return Keyring(cast(KeysReply, given), *_pairs(own))


def is_complete(store: Store) -> bool:
    """Whether the server has given this profile its keys."""
    return store.sync_state.get(_GIVEN) is not None and store.sync_state.get(_OWN) is not None


def fetch(store: Store, transport: Transport) -> None:
    """Make this device's keys where there are none, register them, and keep what the server gives for them.

    Raises ``SyncFailure("server_confused")`` where the reply does not hold together."""
    own = store.sync_state.get(_OWN)
    if own is None:
        signing, sealing = keys.signing_pair(), keys.sealing_pair()
        own = {"sign": [signing.private, signing.public], "box": [sealing.private, sealing.public]}
        store.sync_state.set(_OWN, own)
    signing, sealing = _pairs(own)
    reply: Any = parsed(transport.call("POST", "/v1/keys", json={"sign": signing.public, "box": sealing.public}))
    if wrong(KeysReply, reply) is not None:
        raise SyncFailure(failures.CONFUSED, what="keys")
    try:
        certificate = keys.check_certificate(reply["certificate"], reply["sign"])
        keys.check_card(reply["card"], reply["sign"], certificate["device"])
    except BundleFault as fault:
        raise SyncFailure(failures.CONFUSED, what="keys") from fault
    if (certificate["sign"], certificate["box"]) != (signing.public, sealing.public):
        raise SyncFailure(failures.CONFUSED, what="keys")
    store.sync_state.set(_GIVEN, reply)


def _pairs(own: dict[str, Any]) -> tuple[KeyPair, KeyPair]:
    return KeyPair(*own["sign"]), KeyPair(*own["box"])
