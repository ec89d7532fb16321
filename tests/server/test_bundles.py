"""What comes by hand: under the signer's name and rights, once by whichever road, merged by the server where it is late."""

from __future__ import annotations

import hashlib
import json
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from provincial_server.logic import stretches
from sync_protocol import codes
from sync_protocol.bundles import container, keys
from sync_protocol.patches import apply_patch
from tests.server.laptop import Laptop, change
from tests.support.commands import command
from tests.support.hands import Hand, file_of
from tests.support.server import ServerProcess

COUNTY = "341524"


@pytest.fixture(scope="module")
def hand(server: ServerProcess) -> Callable[[str], Hand]:
    """A laptop that packs, of a sample user; made once."""
    made: dict[str, Hand] = {}

    def of(name: str) -> Hand:
        if name not in made:
            laptop = Laptop(server.url, next(one for one in server.users if one["name"] == name))
            assert laptop.sign_in().status_code == 200
            made[name] = Hand(laptop)
        return made[name]

    return of


def own(hand: Hand, **answers: Any) -> dict[str, Any]:
    return {"writer": hand.laptop.auth["person_id"], "county": COUNTY, "team": "T1"} | answers


def version(record: dict[str, Any]) -> dict[str, Any]:
    names = ("answers", "state", "form_id", "form_version", "deleted", "conflicts")
    return {name: record[name] for name in names}


def late(base: dict[str, Any], **patch: Any) -> dict[str, Any]:
    return {"change": change("visit", base["id"], base["rev"], **patch), "base": version(base), "follows": ""}


def record(laptop: Laptop, record_id: str) -> dict[str, Any]:
    return next(held[record_id] for held in laptop.pull_all().values() if record_id in held)


def created(hand: Hand, **answers: Any) -> dict[str, Any]:
    made = change("visit", set=own(hand, **answers))
    hand.laptop.push(made)
    return record(hand.laptop, made["record_id"])


def test_a_leader_relays_under_the_members_name(hand: Callable[[str], Hand]) -> None:
    member, leader = hand("stc1"), hand("lead1")
    made = change("visit", set=own(member, content="看茶园"))
    piece = member.changes(made)
    reply = leader.relay(piece)
    assert reply.json()["results"] == [{"id": made["id"], "status": "accepted"}]
    held = record(leader.laptop, made["record_id"])
    assert held["author"] == member.laptop.auth["person_id"] and held["rev"] == 1
    assert member.receipt(reply)["results"] == [{"id": made["id"], "status": "accepted", "rev": 1}]
    # Once more by hand, then over the network: nothing more happens.
    assert leader.relay(piece).json()["results"] == reply.json()["results"]
    assert member.laptop.push(made) == [{"id": made["id"], "status": "accepted", "rev": 1}]
    assert record(leader.laptop, made["record_id"])["rev"] == 1


def test_what_came_over_the_network_has_no_effect_by_hand(hand: Callable[[str], Hand]) -> None:
    member = hand("stc1")
    made = change("visit", set=own(member))
    member.laptop.push(made)
    assert member.receipt(hand("lead1").relay(member.changes(made)))["results"][0]["rev"] == 1


def test_a_late_change_is_merged_in_the_signers_name(hand: Callable[[str], Hand]) -> None:
    member, leader = hand("stc1"), hand("lead1")
    base = created(member, content="看茶园", place="青山村")
    theirs = change("visit", base["id"], 1, set={"content": "查看茶园"})
    assert leader.laptop.push(theirs)[0]["status"] == "accepted"
    mine = late(base, set={"content": "看茶园和鱼塘", "place": "青山村茶园"})
    reply = leader.relay(member.changes(mine))
    held = record(member.laptop, base["id"])
    assert held["answers"]["content"] == "查看茶园" and held["answers"]["place"] == "青山村茶园"
    assert held["author"] == member.laptop.auth["person_id"]
    (conflict,) = held["conflicts"]
    assert (conflict["mine"], conflict["mine_by"]) == ("看茶园和鱼塘", held["author"])
    expected = {"id": mine["change"]["id"], "status": "stale", "rev": 3, "current": held, "merged": True}
    assert member.receipt(reply)["results"] == [expected]
    # Its laptop has not seen the merge: sent again over the network it is told of it, and nothing happens twice.
    assert member.laptop.push(mine["change"]) == [expected]
    assert leader.relay(member.changes(mine)).json()["results"] == [{"id": mine["change"]["id"], "status": "accepted"}]
    assert record(member.laptop, base["id"])["rev"] == 3


def test_a_late_change_that_says_nothing_new_changes_nothing(hand: Callable[[str], Hand]) -> None:
    member, leader = hand("stc1"), hand("lead1")
    base = created(member, content="看茶园")
    leader.laptop.push(change("visit", base["id"], 1, set={"content": "查看茶园"}))
    mine = late(base, set={"content": "查看茶园"})
    assert member.receipt(leader.relay(member.changes(mine)))["results"][0]["rev"] == 2
    assert member.laptop.push(mine["change"])[0]["merged"] is True


def test_what_review_has_locked_becomes_conflicts(hand: Callable[[str], Hand]) -> None:
    member, leader = hand("stc1"), hand("lead1")
    base = created(member, content="看茶园")
    member.laptop.push(change("visit", base["id"], 1, state="1"))
    base = record(member.laptop, base["id"])
    assert leader.laptop.push(change("visit", base["id"], 2, state="2"))[0]["status"] == "accepted"
    mine = late(base, set={"content": "看茶园和鱼塘"})
    leader.relay(member.changes(mine))
    held = record(member.laptop, base["id"])
    assert held["state"] == "2" and held["answers"]["content"] == "看茶园"
    assert [one["mine"] for one in held["conflicts"]] == ["看茶园和鱼塘"]


def test_changes_that_follow_each_other_are_no_conflict_with_oneself(hand: Callable[[str], Hand]) -> None:
    member, leader = hand("stc1"), hand("lead1")
    base = created(member, content="一")
    first = late(base, set={"content": "二"})
    after = apply_patch(version(base), first["change"]["patch"])
    second = {
        "change": change("visit", base["id"], base["rev"], set={"content": "三"}),
        "base": after,
        "follows": first["change"]["id"],
    }
    leader.relay(member.changes(first))
    reply = leader.relay(member.changes(first, second))
    assert [one["status"] for one in reply.json()["results"]] == ["accepted", "accepted"]
    held = record(member.laptop, base["id"])
    assert held["answers"]["content"] == "三" and held["conflicts"] == [] and held["rev"] == 3


def test_a_change_that_was_given_up_for_another_has_no_effect(hand: Callable[[str], Hand]) -> None:
    member, leader = hand("stc1"), hand("lead1")
    base = created(member, content="一")
    old = late(base, set={"content": "二"})
    better = change("visit", base["id"], 1, set={"content": "三"}) | {"replaces": [old["change"]["id"]]}
    assert member.laptop.push(better)[0]["status"] == "accepted"
    leader.relay(member.changes(old))
    held = record(member.laptop, base["id"])
    assert (held["answers"]["content"], held["conflicts"], held["rev"]) == ("三", [], 2)
    # Nobody gives up another laptop's changes.
    other = late(held, set={"content": "四"})
    theirs = change("visit", base["id"], 2, set={"place": "村口"}) | {"replaces": [other["change"]["id"]]}
    leader.laptop.push(theirs)
    leader.relay(member.changes(other))
    assert record(member.laptop, base["id"])["answers"]["content"] == "四"


def test_rights_are_the_signers(hand: Callable[[str], Hand]) -> None:
    member, leader, office = hand("stc1"), hand("lead1"), hand("county1")
    theirs = created(hand("stc2"), content="别人的")
    reply = leader.relay(member.changes(late(theirs, set={"content": "改"})))
    assert reply.json()["results"][0]["code"] == codes.NOT_ALLOWED
    # What the carrier may is not what the signer may: a commissioner approves nothing, by whomever it is brought.
    base = created(member)
    member.laptop.push(change("visit", base["id"], 1, state="1"))
    base = record(member.laptop, base["id"])
    assert office.relay(member.changes(late(base, state="2"))).json()["results"][0]["code"] == codes.BAD_STATE


def test_a_file_arrives_in_stretches_in_any_order(hand: Callable[[str], Hand]) -> None:
    member, leader = hand("stc1"), hand("lead1")
    data = random.Random(7).randbytes(3_000)
    name = f"{hashlib.sha256(data).hexdigest()}.jpg"
    given = member.file(name, data, stretch=700)
    replies = [leader.relay(given[at]).json()["files"][0]["received"] for at in (3, 0, 4, 2, 0, 1)]
    assert replies == [False, False, False, False, False, True]
    assert member.laptop.call("GET", f"/v1/attachments/{name}").content == data
    assert member.receipt(leader.relay(given[2]))["files"] == [{"name": name, "received": True}]


def test_a_stretch_of_a_file_that_others_sent_is_not_the_file(hand: Callable[[str], Hand]) -> None:
    """Nor does it become one with the stretches of somebody else."""
    member, other, leader = hand("stc1"), hand("stc2"), hand("lead1")
    data = random.Random(8).randbytes(2_000)
    name = f"{hashlib.sha256(data).hexdigest()}.jpg"
    whole, parts = member.file(name, data, stretch=700), other.file(name, data, stretch=700)

    def received(piece: bytes) -> bool:
        return bool(leader.relay(piece).json()["files"][0]["received"])

    assert [received(piece) for piece in (whole[0], parts[1], whole[2])] == [False] * 3
    assert member.laptop.call("GET", f"/v1/attachments/{name}").status_code == 404
    assert received(whole[1])
    assert not received(parts[0]) and other.laptop.call("GET", f"/v1/attachments/{name}").status_code == 404
    assert received(parts[2])
    assert other.laptop.call("GET", f"/v1/attachments/{name}").content == data
    assert received(whole[0]) and received(parts[0])


def test_a_file_that_is_not_what_its_name_says_is_not_kept(hand: Callable[[str], Hand]) -> None:
    member = hand("stc1")
    name = f"{'0' * 64}.jpg"
    reply = hand("lead1").relay(member.file(name, b"something else")[0])
    assert reply.json()["code"] == codes.CHECKSUM_MISMATCH
    assert member.laptop.call("GET", f"/v1/attachments/{name}").status_code == 404


def test_pieces_that_cannot_be_believed(hand: Callable[[str], Hand]) -> None:
    member, leader, other = hand("stc1"), hand("lead1"), hand("stc2")
    made = change("visit", set=own(member))
    piece = bytearray(member.changes(made))
    piece[-1] ^= 1
    assert leader.relay(bytes(piece)).json()["code"] == codes.BUNDLE_FORGED
    assert leader.relay(b"nothing").json()["code"] == codes.BUNDLE_DAMAGED
    assert leader.relay(member.changes(made, server="0" * 16)).json()["code"] == codes.BUNDLE_FOREIGN
    # Another laptop's certificate, one's own signature; and a certificate that no server signed.
    stolen = member.changes(made, sender=other.reply["certificate"])
    assert leader.relay(stolen).json()["code"] == codes.BUNDLE_FORGED
    self_made = keys.certify(member.signing.private, {**member.reply["certificate"], "person": "nobody"})
    assert leader.relay(member.changes(made, sender=self_made)).json()["code"] == codes.BUNDLE_FORGED
    bad = member.piece("changes", {"card": member.reply["card"], "changes": [{"change": made, "follows": ""}]})
    assert leader.relay(bad).json()["detail"]["place"] == "changes[0].base"
    assert record_is_absent(leader.laptop, made["record_id"])


def record_is_absent(laptop: Laptop, record_id: str) -> bool:
    return all(record_id not in held for held in laptop.pull_all().values())


def test_keys_are_for_those_who_lead_or_review(hand: Callable[[str], Hand]) -> None:
    member, leader, office = hand("stc1").reply, hand("lead1").reply, hand("county1").reply
    assert member["open"] == {} and {"team:T1", f"office:{COUNTY}"} <= member["seal"].keys()
    assert "team:T1" in leader["open"] and f"office:{COUNTY}" not in leader["open"]
    assert f"office:{COUNTY}" in office["open"]
    assert member["sign"] == leader["sign"] and member["seal"]["team:T1"] == leader["seal"]["team:T1"]
    answer = hand("stc1").laptop.call("POST", "/v1/keys", json={"sign": "x", "box": "y"})
    assert (answer.status_code, answer.json()["detail"]) == (400, {"place": "sign"})


def test_a_file_is_imported_while_the_server_serves(
    hand: Callable[[str], Hand], server: ServerProcess, tmp_path: Path
) -> None:
    member = hand("stc1")
    first, second = (change("visit", set=own(member, content=text)) for text in ("一", "二"))
    bundle = "b-1"
    one = file_of(tmp_path / "x.1", member.changes(first, bundle=bundle, n=1, of=2), part=1, parts=2)
    two = file_of(tmp_path / "x.2", member.changes(second, bundle=bundle, n=2, of=2), part=2, parts=2)
    out = tmp_path / "receipts"
    said = json.loads(command("bundle", "import", *server.place, two, "--receipts", out).stdout)
    assert said["changes"] == {"accepted": 1, "refused": 0} and said["missing"] == {bundle: [1]}
    assert json.loads(command("bundle", "import", *server.place, one).stdout)["missing"] == {}
    assert json.loads(command("bundle", "import", *server.place, one).stdout)["repeated"] == 1
    (framed,) = container.read(out)
    assert member.receipt(framed.piece.whole)["results"][0]["id"] == second["id"]
    assert record(member.laptop, first["record_id"])["rev"] == record(member.laptop, second["record_id"])["rev"] == 1


def test_a_damaged_file_does_nothing_at_all(hand: Callable[[str], Hand], server: ServerProcess, tmp_path: Path) -> None:
    member = hand("stc1")
    made = change("visit", set=own(member))
    whole = file_of(tmp_path / "x", member.changes(made), member.changes(change("visit", set=own(member)))).read_bytes()
    bad = tmp_path / "bad"
    for text in (
        whole[:-1],
        whole[: len(whole) // 2],
        whole[:-40] + b"!" + whole[-39:],
        b"",
        b"PK\x03\x04",
        whole + b"x",
    ):
        bad.write_bytes(text)
        done = command("bundle", "import", *server.place, bad, check=False)
        assert done.returncode == 1 and done.stderr.strip() and "Traceback" not in done.stderr
    bad.write_bytes(whole[:7] + b"\x02" + whole[8:])
    assert "更新" in command("bundle", "import", *server.place, bad, check=False).stderr
    assert record_is_absent(member.laptop, made["record_id"])


def test_what_a_revoked_laptop_signed_is_not_taken(own_server: ServerProcess, tmp_path: Path) -> None:
    laptops = [Laptop(own_server.url, one) for one in own_server.users[:2]]
    member, other = (Hand(one) for one in laptops if one.sign_in())
    made = change("visit", set=own(member))
    piece = member.changes(made)
    command("device", "revoke", *own_server.place, member.laptop.auth["device_id"])
    reply = other.relay(piece)
    assert (reply.status_code, reply.json()["code"]) == (403, codes.BUNDLE_REVOKED)
    done = command("bundle", "import", *own_server.place, file_of(tmp_path / "x", piece), check=False)
    assert done.returncode == 1 and json.loads(done.stdout)["failed"][0]["code"] == codes.BUNDLE_REVOKED
    command("user", "disable", *own_server.place, other.laptop.user["name"])
    third = Laptop(own_server.url, own_server.user("COUNTY"))
    third.sign_in()
    assert Hand(third).relay(other.changes(change("visit", set=own(other)))).json()["code"] == codes.BUNDLE_PERSON


def test_an_ended_appointment_gives_no_rights_by_hand_either(own_server: ServerProcess) -> None:
    laptops = [Laptop(own_server.url, one) for one in (own_server.users[0], own_server.user("COUNTY"))]
    member, office = (Hand(one) for one in laptops if one.sign_in())
    piece = member.changes(change("visit", set=own(member)))
    for one in member.laptop.auth["appointments"]:
        command("appointment", "end", *own_server.place, one["id"])
    assert office.relay(piece).json()["results"][0]["code"] == codes.NOT_ALLOWED


def test_files_that_never_came_whole_are_forgotten_in_the_end(tmp_path: Path) -> None:
    kept, old = tmp_path / "kept", tmp_path / "old"
    for folder in (kept, old):
        folder.mkdir()
        (folder / "000000000000").write_bytes(b"part")
    os.utime(old, (1, 1))
    assert stretches.drop_old(tmp_path) == 1 and kept.is_dir() and not old.exists()
    assert stretches.drop_old(tmp_path / "absent") == 0
