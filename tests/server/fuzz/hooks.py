"""What the fuzzer is told of this server: how a piece of a file is sent, which ids are worth trying, and what no reply may
show. Loaded by schemathesis itself (``SCHEMATHESIS_HOOKS``)."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

import schemathesis

from tests.server.neighbours import COUNTY, SECRET, Neighbours
from tests.server.test_attachments import CHUNK

FILE_VARIABLE = "FUZZ_NEIGHBOURS"
THEIRS = Neighbours.load(Path(os.environ[FILE_VARIABLE]))
_SECRETS = (SECRET, SECRET.encode("unicode_escape").decode())


@schemathesis.serializer(CHUNK)
def piece(_ctx: schemathesis.SerializationContext, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


@schemathesis.hook
def before_call(_ctx: schemathesis.HookContext, case: schemathesis.Case[Any], **_: Any) -> None:
    """Put the neighbours' ids into some of the requests, always the same way for the same request."""
    random = Random(repr((case.method, case.path, case.path_parameters, case.body)))
    parameters = case.path_parameters or {}
    # What was made not to fit the interface stays so.
    fits = case.meta is not None and case.meta.generation.mode.is_positive
    if fits and parameters and random.random() < 0.5:
        _aim(parameters)
    if case.path == "/v1/sync" and isinstance(case.body, dict) and random.random() < 0.7:
        _aim_changes(case.body, random)


def _aim(parameters: dict[str, Any]) -> None:
    known = {
        "name": THEIRS.snapshot if "bucket" in parameters else THEIRS.attachment,
        "bucket": f"county:{COUNTY}",
        "upload_id": THEIRS.upload.rpartition("/")[2],
    }
    parameters.update({key: quote(known[key], safe="") for key in parameters.keys() & known.keys()})


def _aim_changes(body: dict[str, Any], random: Random) -> None:
    if isinstance(body.get("cursors"), dict):
        body["cursors"] |= {f"county:{COUNTY}": 0, f"office:{COUNTY}": 0, f"team:{THEIRS.team}": 0}
    changes = body.get("changes")
    for one in changes if isinstance(changes, list) else ():
        if not isinstance(one, dict):
            continue
        kind = random.choice(list(THEIRS.records))
        one.update(kind=kind, record_id=THEIRS.records[kind], base_rev=random.choice((0, 1, 2)))
        patch = one.get("patch")
        if isinstance(patch, dict) and random.random() < 0.8:
            place = {"county": "341524", "team": "T1", "writer": THEIRS.people["stc"]}
            patch["set"] = dict(random.sample(sorted(place.items()), random.randint(1, 3)))
            patch["state"] = random.choice(("0", "1", "2", "10", "40", "active"))


@schemathesis.check
def nothing_of_the_neighbours(
    _ctx: schemathesis.CheckContext, response: schemathesis.Response, _case: schemathesis.Case[Any]
) -> None:
    """No reply shows a word of another county's records."""
    text = response.content.decode("utf-8", "replace")
    assert not any(secret in text for secret in _SECRETS), "a reply shows the neighbours' records"
