"""The keys with which laptops pack and open bundles without a network, and who is given which."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import orjson

from provincial_server.db import keys as table
from provincial_server.db import people
from provincial_server.db.engine import Connection, Database
from provincial_server.errors import ServerError
from provincial_server.logic import audit
from provincial_server.logic.roles import OFFICES, Caller
from sync_protocol import codes
from sync_protocol.bundles import keys
from sync_protocol.bundles.keys import KeyPair
from sync_protocol.bundles.messages import KeysReply, KeysRequest

SIGNING = "server:sign"
SEALING = "server:box"
# Whose appointment lets them take over what a county's people carry by hand.
_REVIEWERS = OFFICES | {"LIAISON"}


def ensure(database: Database) -> None:
    """Make the server's own keys where it has none; at every start, harmless when there is nothing to do."""
    with database.read() as connection:
        if len(table.held(connection, (SIGNING, SEALING))) == 2:
            return
    with database.write() as connection:
        pairs(connection, (SIGNING, SEALING))


def pairs(connection: Connection, names: Iterable[str]) -> dict[str, KeyPair]:
    """The pairs of these names, made where they are missing; belongs into a write transaction."""
    wanted = sorted(set(names))
    held = table.held(connection, wanted)
    found = {name: KeyPair(one["private_key"], one["public_key"]) for name, one in held.items()}
    for name in wanted:
        if name not in found:
            found[name] = keys.signing_pair() if name == SIGNING else keys.sealing_pair()
            table.add(connection, name, found[name].private, found[name].public, audit.now())
    return found


def stamp(caller: Caller, floor: int) -> str:
    """Names what ``hand_out`` would say: changes with the person's appointments, and after a restore."""
    facts = [floor, sorted([grant.role, grant.team, *sorted(grant.counties)] for grant in caller.grants)]
    return hashlib.sha256(orjson.dumps(facts)).hexdigest()[:8]


def hand_out(database: Database, caller: Caller, request: KeysRequest) -> KeysReply:
    """Take a laptop's public keys and give it what it may hold. Raises ``bad_request`` for what is no key."""
    for name, value in (("sign", request["sign"]), ("box", request["box"])):
        if not keys.is_key(value):
            raise ServerError(codes.BAD_REQUEST, place=name)
    sealed_for, opened = audiences(caller), openable(caller)
    with database.write() as connection:
        table.put_device(connection, caller.device_id, request["sign"], request["box"])
        held = pairs(connection, {SIGNING, SEALING} | sealed_for | opened)
        person = people.by_id(connection, caller.person_id)
        audit.note(connection, "device_keys", person=caller.person_id, device=caller.device_id)
    signing, now = held[SIGNING].private, audit.now()
    who = {"device": caller.device_id, "person": caller.person_id, "issued": now}
    return {
        "sign": held[SIGNING].public,
        "box": held[SEALING].public,
        "certificate": keys.certify(signing, {**who, "sign": request["sign"], "box": request["box"]}),
        "card": keys.introduce(
            signing,
            {
                **who,
                "name": person["display"] if person is not None else "",
                "roles": sorted(caller.roles),
                "teams": sorted({grant.team for grant in caller.grants if grant.team}),
                "counties": sorted({county for grant in caller.grants for county in grant.counties}),
            },
        ),
        "seal": {name: held[name].public for name in sorted(sealed_for)},
        "open": {name: held[name].private for name in sorted(opened)},
    }


def audiences(caller: Caller) -> set[str]:
    """The teams and county offices whom what this person writes may concern."""
    teams = {f"team:{grant.team}" for grant in caller.grants if grant.team}
    return teams | {f"office:{county}" for grant in caller.grants for county in grant.counties if len(county) == 6}


def openable(caller: Caller) -> set[str]:
    """The teams that this person leads and the offices that this person reviews for."""
    found = {f"team:{grant.team}" for grant in caller.grants if grant.role == "LEAD" and grant.team}
    for grant in caller.grants:
        if grant.role in _REVIEWERS:
            found |= {name for name in caller.buckets if name.startswith("office:") and grant.covers(name[7:])}
    return found


def private_keys(held: Mapping[str, KeyPair]) -> dict[str, str]:
    """Key id -> private key, for opening."""
    return {keys.key_id(pair.public): pair.private for pair in held.values()}
