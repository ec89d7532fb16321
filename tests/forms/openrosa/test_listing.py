"""Lists of servers, good and bad."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.forms.errors import FormError
from commissioner_app.forms.openrosa.listing import matches, md5_of, parse_form_list, parse_integrity, parse_manifest

FORMS = b"""<?xml version="1.0"?><xforms xmlns="http://openrosa.org/xforms/xformsList">
<xform><formID>trees</formID><name>Trees &amp; more</name><version>3</version><hash>md5:ab</hash>
<downloadUrl>https://x/trees.xml</downloadUrl><manifestUrl>https://x/trees/manifest</manifestUrl></xform>
<xform><formID>bare</formID><downloadUrl>https://x/bare.xml</downloadUrl></xform></xforms>"""
FILES = b"""<manifest xmlns="http://openrosa.org/xforms/xformsManifest">
<mediaFile><filename>tree.jpg</filename><hash>md5:cd</hash><downloadUrl>https://x/1</downloadUrl></mediaFile>
<mediaFile type="entityList"><filename>people.csv</filename><hash>md5:ef</hash><downloadUrl>https://x/2</downloadUrl>
<integrityUrl>https://x/2/integrity</integrityUrl></mediaFile></manifest>"""


def test_forms_and_files() -> None:
    trees, bare = parse_form_list(FORMS)
    assert (trees.form_id, trees.version, trees.name, trees.hash) == ("trees", "3", "Trees & more", "md5:ab")
    assert trees.manifest_url == "https://x/trees/manifest"
    assert (bare.name, bare.version, bare.manifest_url) == ("bare", "", "")
    picture, people = parse_manifest(FILES)
    assert (picture.name, picture.is_entities) == ("tree.jpg", False)
    assert (people.is_entities, people.integrity_url) == (True, "https://x/2/integrity")


def test_deleted_entities() -> None:
    reply = b'<data><entities><entity id="a"><deleted>true</deleted></entity><entity id="b"><deleted>false</deleted></entity></entities></data>'  # noqa: E501
    assert parse_integrity(reply) == {"a": True, "b": False}


@pytest.mark.parametrize("name", ["../x.csv", "a/b.csv", "..", "", "a\\b", "C:x", "a\tb", "x" * 241])
def test_a_file_name_is_no_path(name: str) -> None:
    with pytest.raises(FormError):
        parse_manifest(FILES.replace(b"tree.jpg", name.encode()))


@pytest.mark.parametrize(
    "reply",
    [b"", b"<html/>", b"<xforms><xform/></xforms>", b"{}", b"<xforms>", FORMS.replace(b"trees</formID>", b"</formID>"),
     b'<!DOCTYPE x [<!ENTITY a "b">]><xforms>&a;</xforms>'],
)  # fmt: skip
def test_a_reply_that_is_none(reply: bytes) -> None:
    with pytest.raises(FormError):
        parse_form_list(reply)


@given(st.binary(max_size=200))
def test_noise_is_an_error_and_nothing_else(noise: bytes) -> None:
    for parse in (parse_form_list, parse_manifest, parse_integrity):
        with pytest.raises(FormError):
            parse(noise)


def test_sums() -> None:
    assert matches(b"x", "md5:" + md5_of(b"x").upper()) and not matches(b"y", "md5:" + md5_of(b"x"))
    assert matches(b"x", "") and matches(b"x", "sha256:00")
