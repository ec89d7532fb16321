"""What travels sealed or beside the answers: encrypted forms, the log of the filling."""

from __future__ import annotations

import pytest

from commissioner_app.services.program import Program
from tests.services.openrosa.support import (
    HOUSEHOLD,
    fetch,
    fill,
    form_xml,
    local_id,
    send,
    set_up,
    text,
)
from tests.services.test_attachments import photo
from tests.support.odk_decrypter import decrypt, key_pair
from tests.support.openrosa_server import OpenRosaServer


@pytest.mark.parametrize("encrypted", [False, True])
def test_the_audit_log_travels_under_its_own_name(program: Program, server: OpenRosaServer, encrypted: bool) -> None:
    survey = HOUSEHOLD + "\n| | audit | audit | | |"
    xml = form_xml(survey)
    if encrypted:
        xml = xml.replace("</model>", f'<submission base64RsaPublicKey="{key_pair().public}"/></model>')
    server.publish(xml)
    fetch(program, set_up(program, server))
    picture = program.attachments.add(photo()).name
    log = program.attachments.add(b"event,node,start,end\nform start,,1,\n", "audit.csv").name
    form_id = local_id(program, "household")
    more = {"meta/audit": log}
    record_id = fill(program, form_id, {"/data/head": "汪师傅", "/data/house": picture}, more=more)
    assert send(program).sent == 1
    held = server.received[f"uuid:{record_id}"]
    opened = decrypt(held.xml, held.files, key_pair()) if encrypted else held
    assert text(opened.xml, "audit") == "audit.csv"
    assert opened.files == {"audit.csv": program.attachments.read(log), picture: program.attachments.read(picture)}


def test_an_encrypted_form_leaves_nothing_in_clear(program: Program, server: OpenRosaServer) -> None:
    xml = form_xml(HOUSEHOLD).replace("</model>", f'<submission base64RsaPublicKey="{key_pair().public}"/></model>')
    server.publish(xml)
    server.limit = 30_000
    fetch(program, set_up(program, server))
    picture = program.attachments.add(photo()).name
    form_id = local_id(program, "household")
    record_id = fill(program, form_id, {"/data/head": "汪师傅", "/data/house": picture})
    server.fail("lost_receipt", path="submission")
    assert send(program).sent == 1
    (held,) = server.received.values()
    assert set(held.files) == {f"{picture}.enc", "submission.xml.enc"}
    travelled = held.xml + b"".join(held.files.values())
    assert "汪师傅".encode() not in travelled and b"\xff\xd8\xff" not in held.files[f"{picture}.enc"][:20]
    opened = decrypt(held.xml, held.files, key_pair())
    assert opened.signed and text(opened.xml, "head") == "汪师傅"
    assert opened.files == {picture: program.attachments.read(picture)}
    fill(program, form_id, {"/data/head": "李师傅"}, record_id=record_id)
    assert send(program).sent == 1
    edit = list(server.received.values())[1]
    again = decrypt(edit.xml, edit.files, key_pair())
    assert again.deprecated_id == f"uuid:{record_id}" and text(again.xml, "deprecatedID") == f"uuid:{record_id}"


def test_a_broken_key_sends_nothing(program: Program, central: OpenRosaServer) -> None:
    central.publish(form_xml(HOUSEHOLD).replace("</model>", '<submission base64RsaPublicKey="bm8="/></model>'))
    fetch(program, set_up(program, central))
    fill(program, local_id(program, "household"), {"/data/head": "汪师傅"})
    assert [one.code for one in send(program).troubles] == ["openrosa_unfit"] and not central.received
