"""Photos and files: reduced, described, encrypted, put where they belong."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from commissioner_app.errors import InputError
from commissioner_app.services.program import Program
from tests.services.conftest import visit_answers


def photo(width: int = 400, height: int = 300, *, exif: bool = False, colour: str = "darkgreen") -> bytes:
    """A JPEG, with the camera's notes if wanted."""
    image, out = Image.new("RGB", (width, height), colour), io.BytesIO()
    notes = Image.Exif()
    if exif:
        notes.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:03:05 09:12:30"
        gps = notes.get_ifd(ExifTags.IFD.GPSInfo)
        gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (31.0, 24.0, 36.0)
        gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", (115.0, 45.0, 0.0)
    image.save(out, "JPEG", exif=notes.tobytes() if exif else b"")
    return out.getvalue()


def test_a_photo_offers_its_time_and_place(program: Program) -> None:
    added = program.attachments.add(photo(exif=True), "DSC_1.JPG")
    assert added.taken_at == "2026-03-05T09:12:30+08:00"
    assert added.position is not None and (added.position.lat, added.position.lng) == (31.41, 115.75)
    assert (added.width, added.height) == (400, 300) and added.media_type == "image/jpeg"
    info = program.attachments.info(added.name)
    assert info is not None and info.present and not info.sent and info.original_name == "DSC_1.JPG"
    assert program.attachments.thumbnail(added.name)


def test_a_large_photo_is_reduced_as_the_setting_says(program: Program) -> None:
    program.preferences.set("photo_max_side", 1600)
    assert max(program.attachments.add(photo(4000, 3000)).width, 0) == 1600
    program.preferences.set("photo_max_side", 0)
    assert program.attachments.add(photo(4000, 3000, colour="red")).width == 4000


def test_files_lie_encrypted(program: Program) -> None:
    data = b"%PDF-1.7 " + "秘密的合同内容".encode() * 100
    added = program.attachments.add(data, "合同.pdf")
    assert added.name.endswith(".pdf") and program.attachments.read(added.name) == data
    lying = [path.read_bytes() for path in (program.desk.folder / "attachments").rglob("*") if path.is_file()]
    assert lying and not any("秘密".encode() in content or b"%PDF" in content for content in lying)


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (photo()[:500], "broken.jpg", "attachment_unreadable"),
        (b"not a picture", "photo.jpg", "attachment_unreadable"),
        (b"MZ...", "tool.exe", "attachment_kind"),
        (b"x" * (21 * 1024 * 1024), "film.mp4", "attachment_too_large"),
    ],
)
def test_what_cannot_be_taken_is_refused(program: Program, data: bytes, name: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        program.attachments.add(data, name)
    assert caught.value.code == code


def test_where_a_file_goes(program: Program, host: str, tmp_path: Path) -> None:
    source = tmp_path / "现场.jpg"
    source.write_bytes(photo(exif=True))
    visit = program.records.put("visit", visit_answers(host)).record
    written, name = program.records.attach_named(visit.id, "photos", source, source.name)
    item = written.record.answers["photos"][0]
    assert item["photo"] == name and item["taken_at"].startswith("2026-03-05") and item["gps"]["datum"] == "WGS84"
    other = photo(colour="navy")
    record = program.records.attach(visit.id, f"photos/{item['id']}/photo", other).record
    assert record.answers["photos"][0]["photo"] != name and len(record.answers["photos"]) == 1
    for text in (b"%PDF-1", b"%PDF-2"):
        record = program.records.attach(visit.id, "log_scan", text, "日志.pdf").record
    assert len(record.answers["log_scan"]) == 2
    sign = program.records.attach(visit.id, "host_sign", photo(60, 30)).record.answers["host_sign"]
    assert [info.name for info in program.attachments.of(program.records.get(visit.id))][-1] == sign
    for ref in ("place", "photos/nobody/photo", "followups", "photos/x", ""):
        with pytest.raises(InputError) as caught:
            program.records.attach(visit.id, ref, other)
        assert caught.value.code == "attachment_place"
    for ref in ("photos", "host_sign"):
        with pytest.raises(InputError) as caught:
            program.records.attach(visit.id, ref, b"%PDF-3", "日志.pdf")
        assert caught.value.code == "attachment_kind"


def test_a_checksum_alone_finds_the_file(program: Program) -> None:
    added = program.attachments.add(photo())
    assert program.attachments.full_name(added.name[:64]) == added.name
    for wanted in ("0" * 64, "nonsense"):
        with pytest.raises(InputError):
            program.attachments.full_name(wanted)
    with pytest.raises(InputError):
        program.attachments.read("0" * 64 + ".jpg")
