"""Photos as files: what the camera wrote into them, and a smaller copy that keeps it. Pillow lives here alone."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Final

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from commissioner_app.errors import InputError

QUALITY: Final = 86
FORMATS: Final = {"JPEG": ("jpg", "image/jpeg"), "PNG": ("png", "image/png"), "WEBP": ("webp", "image/webp")}
MOST_PIXELS: Final = 120_000_000


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's bytes, ending, media type and size, and what its EXIF says: time (ISO, "" if none) and (lng, lat, alt)."""

    data: bytes
    ext: str
    media_type: str
    width: int
    height: int
    taken_at: str
    position: tuple[float, float, float | None] | None


def read_picture(data: bytes, zone: tzinfo | None, most_side: int) -> Picture | None:
    """The picture, reduced to ``most_side`` (0 = never); None when the bytes are no picture that can be read here.

    Raises ``InputError`` attachment_unreadable where a picture is cut off or damaged.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data))
    except (UnidentifiedImageError, Image.DecompressionBombError):
        return None
    if image.format not in FORMATS:
        return None
    if image.width * image.height > MOST_PIXELS:
        raise InputError("attachment_unreadable")
    ext, media_type = FORMATS[image.format]
    try:
        exif = image.getexif()
        taken_at, position = _taken_at(exif, zone), _position(exif)
        image.load()
        if most_side and max(image.size) > most_side:
            data = _reduced(image, exif, most_side)
            image = Image.open(io.BytesIO(data))
            ext, media_type = FORMATS["JPEG"]
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise InputError("attachment_unreadable") from error
    return Picture(data, ext, media_type, image.width, image.height, taken_at, position)


def _reduced(image: Image.Image, exif: Image.Exif, most_side: int) -> bytes:
    """A JPEG of at most ``most_side``, upright, with time and position of the camera but not its other notes."""
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((most_side, most_side), Image.Resampling.LANCZOS)
    kept = Image.Exif()
    for tag in (ExifTags.Base.DateTime, ExifTags.Base.Make, ExifTags.Base.Model):
        if tag in exif:
            kept[tag] = exif[tag]
    for block in (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo):
        found = exif.get_ifd(block)
        if found:
            wanted = found if block is ExifTags.IFD.GPSInfo else _times(found)
            kept.get_ifd(block).update(wanted)
    out = io.BytesIO()
    upright.convert("RGB").save(out, "JPEG", quality=QUALITY, exif=kept.tobytes(), optimize=True)
    return out.getvalue()


def _times(block: dict[int, Any]) -> dict[int, Any]:
    names = ("DateTimeOriginal", "DateTimeDigitized", "OffsetTime", "OffsetTimeOriginal", "OffsetTimeDigitized")
    tags = {ExifTags.Base[name] for name in names}
    return {tag: value for tag, value in block.items() if tag in tags}


def _taken_at(exif: Image.Exif, zone: tzinfo | None) -> str:
    """The moment of the shot; a camera that wrote no offset is taken to show the laptop's time."""
    block = exif.get_ifd(ExifTags.IFD.Exif)
    written = block.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    if not isinstance(written, str):
        return ""
    offset = block.get(ExifTags.Base.OffsetTimeOriginal) or block.get(ExifTags.Base.OffsetTime) or ""
    try:
        text = written.strip().rstrip("\0")
        moment = datetime.strptime(text + str(offset).strip().rstrip("\0"), "%Y:%m:%d %H:%M:%S%z" if offset else
                                   "%Y:%m:%d %H:%M:%S")  # fmt: skip
    except ValueError:
        return ""
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).isoformat()


def _position(exif: Image.Exif) -> tuple[float, float, float | None] | None:
    block = exif.get_ifd(ExifTags.IFD.GPSInfo)
    try:
        lat = _degrees(block[ExifTags.GPS.GPSLatitude], str(block.get(ExifTags.GPS.GPSLatitudeRef, "N")), "S")
        lng = _degrees(block[ExifTags.GPS.GPSLongitude], str(block.get(ExifTags.GPS.GPSLongitudeRef, "E")), "W")
        height = block.get(ExifTags.GPS.GPSAltitude)
        alt = round(float(height), 1) if height is not None else None
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    if not (-90 <= lat <= 90 and -180 <= lng <= 180) or (lat == 0 and lng == 0):
        return None
    return lng, lat, alt


def _degrees(parts: Any, reference: str, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = round(degrees + minutes / 60 + seconds / 3600, 7)
    return -value if reference.strip("\0 ").upper() == negative else value
