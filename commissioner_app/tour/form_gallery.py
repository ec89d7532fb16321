"""``gallery``: a picture of every type of question and of every appearance, in both languages, and the page that shows them.

What is in it is the form in ``resources/gallery``: each question or group at its top is one picture.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageChops

from commissioner_app import bootstrap, i18n
from commissioner_app.forms.definition import FormDefinition
from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.forms.loading import FolderFiles, load_xform
from commissioner_app.forms.xlsform.conversion import to_xform
from commissioner_app.i18n import LANGUAGES, Language
from commissioner_app.services.forms import language_named, set_form_language
from commissioner_app.services.program import Program
from commissioner_app.system.ids import uuid7
from commissioner_app.system.paths import resource_folder
from commissioner_app.system.secrets import MemoryStore
from commissioner_app.tour.gallery_text import Entry, page
from commissioner_app.ui.app import build_window
from commissioner_app.ui.form_fill.portraits import portraits

_MARGIN: Final = 12
_COLOURS: Final = 64
_NOW: Final = datetime.fromisoformat("2026-03-05T10:00:00+08:00")


def run(out: Path) -> int:
    """Write ``gallery.md`` and the pictures in ``gallery/`` into a folder; 0 when all is done."""
    pictures = out / "gallery"
    pictures.mkdir(parents=True, exist_ok=True)
    definition = gallery_form()
    entries = list(read_entries())
    with tempfile.TemporaryDirectory(prefix="gallery-") as folder:
        program = _program(Path(folder) / "profile")
        window = build_window(program, lang="zh")
        try:
            for language in LANGUAGES:
                i18n.set_language(language)
                for name, png in portraits(program, window, _form(definition, language), _NOW):
                    save(png, pictures / f"{language}-{name}.png")
        finally:
            window.close()
            program.close()
    (out / "gallery.md").write_text(page(entries), encoding="utf-8")
    return 0


def gallery_form() -> FormDefinition:
    """The form of the gallery with the files beside it."""
    folder = resource_folder() / "gallery"
    return load_xform(to_xform(folder).xml, files=FolderFiles(folder))


def read_entries() -> Iterator[Entry]:
    """What stands at the top of the form, as it is written in the sheet."""
    depth = 0
    with (resource_folder() / "gallery" / "survey.csv").open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            kind = row["type"]
            if kind.startswith("end "):
                depth -= 1
                continue
            if depth == 0:
                yield Entry(row["part"], kind, row["name"], row["appearance"], row["parameters"])
            depth += kind.startswith("begin ")


def _form(definition: FormDefinition, language: Language) -> FormInstance:
    form = FormInstance(definition, now=lambda: _NOW)
    set_form_language(form, language_named(form.languages, language))
    return form


def save(png: bytes, path: Path) -> None:
    """Cut off what is empty around the widget, and write it with few colours."""
    with Image.open(BytesIO(png)) as opened:
        picture = opened.convert("RGB")
    size = picture.size
    color = picture.getpixel((size[0] - 1, size[1] - 1))
    box = ImageChops.difference(picture, Image.new("RGB", size, color)).getbbox() or (0, 0, *size)
    shown = picture.crop(box)
    framed = Image.new("RGB", (shown.width + 2 * _MARGIN, shown.height + 2 * _MARGIN), color)
    framed.paste(shown, (_MARGIN, _MARGIN))
    framed.quantize(_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def _program(folder: Path) -> Program:
    """A new profile that no server knows: the widgets want a store for what is put into them."""
    person = uuid7()
    appointment: Mapping[str, Any] = {
        "id": uuid7(), "role": "STC", "level": "county", "county": "341524", "city": "341500", "team": "", "town": "",
        "team_role": "", "start": "2026-01-01", "end": "2026-12-31", "hosts": [],
    }  # fmt: skip
    reply = {
        "access_token": "", "expires_in": 0, "refresh_token": "", "device_id": uuid7(), "device_code": "A1",
        "person_id": person, "display": "", "unit": "", "phone": "", "appointments": [appointment],
        "buckets": ["province", f"user:{person}"], "server_time": _NOW.isoformat(),
    }  # fmt: skip
    return bootstrap.make_profile(folder, "http://127.0.0.1:1", "gallery", uuid7(), reply, secrets=MemoryStore())
