"""What the administrator hands out while laptops work: code lists and forms in ever new versions, with files, and retired."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

from provincial_server.db.engine import Connection
from provincial_server.logic import forms, lists
from provincial_server.logic.forms import Material, Prepared
from tests.sync.fleet.laptop import Laptop
from tests.sync.fleet.server import Server

if TYPE_CHECKING:
    from tests.sync.fleet.fleet import Fleet

_LISTS: Final = ("L_FLEET", "L_TEA", "L_TOOLS")
_FORMS: Final = ("fleet_tea", "fleet_soil")
_XML: Final = """<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'
 xmlns:jr='http://openrosa.org/javarosa'><h:head><h:title>{name} {edition}</h:title><model><instance>
<data id='{name}' version='{edition}'><note/></data></instance><bind nodeset='/data/note' type='string'/></model></h:head>
<h:body><input ref='/data/note'><label>Note</label></input></h:body></h:html>"""


def publish(fleet: Fleet) -> None:
    """A list or a form in a new version, a form no longer offered; now and then much at once, as before a season."""
    if not fleet.server.up:
        return
    random = fleet.random
    for _ in range(random.choice((1, 1, 1, 5))):
        fleet.edition += 1
        edition = fleet.edition
        what = random.choice(("list", "form", "form", "retired"))
        name = random.choice(_LISTS if what == "list" else _FORMS)
        with_file = what == "form" and random.random() < 0.4
        if what == "list":
            fleet.server.administer("publish", lambda connection: publish_list(connection, name, edition))  # noqa: B023
        elif what == "form":
            ready = _form(name, edition, with_file=with_file)
            fleet.server.administer("publish", lambda connection: forms.publish_prepared(connection, ready))  # noqa: B023
        else:
            fleet.server.administer("publish", lambda connection: _retire(connection, name))  # noqa: B023
        fleet.trace.note(f"{what} {name} {edition}")
        fleet.tally.note("published", f"{what} with a file" if with_file else what)


def publish_list(connection: Connection, name: str, edition: int) -> None:
    """A code list in a new version."""
    lists.import_list(connection, name, f"code,zh,en\n{edition:02d},第{edition}版,edition {edition}\n")


def differences(server: Server, laptop: Laptop) -> Iterator[str]:
    """What of the server's forms and lists a laptop that has synced lacks, or has otherwise."""
    held = {
        row[:2]: row[2:]
        for row in laptop.store.database.rows("SELECT id, version, state, sha256, published_at FROM forms")
    }
    for one in server.rows("SELECT id, version, state, sha256, published_at FROM forms ORDER BY id, version"):
        if held.get(one[:2]) != one[2:]:
            yield f"has form {one} as {held.get(one[:2])}"
    here = laptop.store.forms.held_files()
    for (sha256,) in server.rows("SELECT sha256 FROM form_files ORDER BY sha256"):
        if sha256 not in here:
            yield f"lacks the form's file {sha256}"
    kept = {row[0]: row for row in laptop.store.database.rows("SELECT id, version, csv FROM lists")}
    for one in server.rows("SELECT id, version, csv FROM lists ORDER BY id"):
        if kept.get(one[0]) != one:
            yield f"has list {one} as {kept.get(one[0])}"


@cache
def _form(name: str, edition: int, *, with_file: bool) -> Prepared:
    files = {"hint.csv": f"name,label\n{edition},{edition}\n".encode()} if with_file else {}
    return forms.prepared(Material(_XML.format(name=name, edition=edition), files))


def _retire(connection: Connection, name: str) -> None:
    if any(one["id"] == name for one in forms.all_forms(connection)):
        forms.retire(connection, name)
