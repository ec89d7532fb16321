"""Photos in print: upright, reduced, without their hidden data."""

from __future__ import annotations

import io

from PIL import Image

from commissioner_app.reports.layout.images import line_art, photo
from tests.reports.samples import picture, signature


def test_a_large_photo_is_reduced_to_what_paper_shows() -> None:
    prepared = photo(picture(size=(4000, 3000)), 200, 150)
    assert prepared
    with Image.open(io.BytesIO(prepared.data)) as image:
        assert max(image.size) <= 200 / 72 * 200 + 1


def test_exif_is_left_behind_and_its_turn_is_applied() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x8825] = {1: "N", 2: (31.0, 30.0, 0.0)}
    stream = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(stream, "JPEG", exif=exif)
    prepared = photo(stream.getvalue(), 200, 150)
    assert prepared
    with Image.open(io.BytesIO(prepared.data)) as image:
        assert not image.getexif()
        assert image.height > image.width


def test_a_signature_is_put_on_white() -> None:
    prepared = line_art(signature(), 140, 40)
    assert prepared
    with Image.open(io.BytesIO(prepared.data)) as image:
        assert image.getpixel((0, 0)) == 255


def test_what_is_no_picture_is_none() -> None:
    assert photo(b"", 100, 100) is None
    assert photo(b"\xff\xd8\xff\xe0 broken", 100, 100) is None
    assert photo(picture()[:500], 100, 100) is None
