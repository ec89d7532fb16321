"""The gallery holds every look that the form page knows, and a picture of each comes out of it."""

from __future__ import annotations

import os
import re
from pathlib import Path

from PIL import Image
from PySide6.QtGui import QColor, QImage

from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.forms.screen import Node
from commissioner_app.tour import form_gallery
from commissioner_app.tour.gallery_text import Entry, page
from commissioner_app.ui.form_fill import nodes
from commissioner_app.ui.form_fill.paging import pages
from commissioner_app.ui.form_fill.widgets.registry import WIDGETS, family_of, maker_for
from commissioner_app.ui.form_fill.widgets.upload import png_of

MOST_BYTES = 40_000
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def _questions(node: Node) -> list[Node]:
    found = [node] if nodes.is_question(node) else []
    return found + [inner for child in node.children for inner in _questions(child)]


def test_every_look_of_every_type_is_in_the_gallery() -> None:
    form = FormInstance(form_gallery.gallery_form())
    shown = _questions(form.root)
    made = {(family_of(node), maker_for(node)) for node in shown}
    missing = [
        f"{family} {name}"
        for family, widgets in WIDGETS.items()
        for name, maker in widgets.items()
        if (family, maker) not in made
    ]
    assert not missing


def test_every_page_of_the_form_has_its_row_in_the_table() -> None:
    form = FormInstance(form_gallery.gallery_form())
    entries = list(form_gallery.read_entries())
    painted = {form.node(section.refs[0]).name for section in pages(form.root)}
    # The text question that "or_other" brings has no row of its own in the sheet.
    assert {entry.name for entry in entries} == painted - {"other_other"}
    assert not form.problems() or all(problem.kind == "required" for problem in form.problems())


def test_the_page_names_type_look_and_both_pictures() -> None:
    text = page([Entry("Text", "select_one towns", "town", "minimal", ""), Entry("Text", "begin group", "g", "", "")])
    assert "| select_one | `minimal` | ![town](gallery/zh-town.png) | ![town](gallery/en-town.png) |" in text
    assert "| group |" in text and text.count("## Text") == 1


def test_pictures_are_cut_to_what_they_show(tmp_path: Path) -> None:
    image = QImage(600, 400, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    for x in range(100, 140):
        image.setPixelColor(x, 50, QColor("black"))
    form_gallery.save(png_of(image), tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as made:
        assert made.size == (40 + 24, 1 + 24)


def test_the_documentation_has_a_picture_of_every_look_in_both_languages() -> None:
    docs = Path(__file__).resolve().parents[2] / "docs"
    names = set(re.findall(r"\(gallery/([\w-]+)\.png\)", (docs / "gallery.md").read_text(encoding="utf-8")))
    kept = {path.stem: path.stat().st_size for path in (docs / "gallery").glob("*.png")}
    assert names == set(kept) and max(kept.values()) < MOST_BYTES
    assert names == {f"{language}-{entry.name}" for language in ("zh", "en") for entry in form_gallery.read_entries()}
