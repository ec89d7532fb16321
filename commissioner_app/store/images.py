"""Photos on their way in: size and place read out, large ones reduced, a small preview made; Pillow is loaded late."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from commissioner_app.errors import InputError

LONG_EDGE: Final = 2048
PREVIEW_EDGE: Final = 256
_QUALITY: Final = 85
_MAX_PIXELS: Final = 200_000_000
_TAKEN_AT, _OFFSET, _GPS_IFD, _EXIF_IFD, _ORIENTATION = 0x9003, 0x9011, 0x8825, 0x8769, 0x0112
_MEDIA: Final = {"JPEG": ("jpg", "image/jpeg"), "PNG": ("png", "image/png"), "WEBP": ("webp", "image/webp")}


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo ready to be kept. ``position`` is ``{"lng", "lat", "alt", "datum"}`` from the camera, or None;
    ``taken_at`` ISO 8601 (without offset where the camera gives none), or empty."""

    data: bytes
    ext: str
    media_type: str
    width: int
    height: int
    preview: bytes
    taken_at: str = ""
    position: Mapping[str, Any] | None = None
    reduced: bool = False

    def meta(self) -> dict[str, Any]:
        """What is kept beside the photo, inside the encrypted database only."""
        facts: dict[str, Any] = {"width": self.width, "height": self.height}
        if self.taken_at:
            facts["taken_at"] = self.taken_at
        if self.position:
            facts["position"] = dict(self.position)
        return facts


@dataclass(frozen=True, slots=True)
class _Exif:
    taken_at: str = ""
    position: dict[str, Any] | None = None
    rest: Mapping[int, Any] = field(default_factory=dict)


def prepare(data: bytes, long_edge: int = LONG_EDGE) -> Photo:
    """Read a photo and reduce it to ``long_edge`` pixels (0 keeps its size); EXIF leaves the file and becomes facts.

    Raises ``InputError("bad_image")`` for what is no picture, or is larger than can be held in memory.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as opened:
            kind = opened.format or ""
            if opened.width * opened.height > _MAX_PIXELS:
                raise InputError("image_too_large", width=opened.width, height=opened.height)
            facts = _facts(opened)
            turned = opened.getexif().get(_ORIENTATION, 1) != 1
            has_exif = bool(opened.info.get("exif"))
            opened.draft("RGB", (long_edge or opened.width, long_edge or opened.height))
            image = ImageOps.exif_transpose(opened)
            reduced = bool(long_edge) and max(_true_size(data)) > long_edge
            if reduced:
                image.thumbnail((long_edge, long_edge), Image.Resampling.LANCZOS)
            keep = kind in _MEDIA and not (reduced or turned or has_exif)
            ext, media_type = _MEDIA[kind] if keep else _MEDIA["PNG" if kind == "PNG" else "JPEG"]
            kept = data if keep else _saved(image, "PNG" if ext == "png" else "JPEG")
            return Photo(
                kept,
                ext,
                media_type,
                image.width,
                image.height,
                preview_of(image),
                facts.taken_at,
                facts.position,
                reduced,
            )
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise InputError("bad_image") from error


def preview(data: bytes) -> bytes | None:
    """A small JPEG of a picture, or None for what is none."""
    from PIL import Image, ImageOps

    try:
        # What others sent is shown to no more decoders than photos need.
        with Image.open(io.BytesIO(data), formats=tuple(_MEDIA)) as opened:
            opened.draft("RGB", (PREVIEW_EDGE, PREVIEW_EDGE))
            return preview_of(ImageOps.exif_transpose(opened))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None


def preview_of(image: Any) -> bytes:
    """A JPEG of at most 256 pixels of a Pillow image; transparent parts become white."""
    from PIL import Image

    small = image.copy()
    small.thumbnail((PREVIEW_EDGE, PREVIEW_EDGE), Image.Resampling.BILINEAR)
    return _saved(small, "JPEG", 75)


def _saved(image: Any, kind: str, quality: int = _QUALITY) -> bytes:
    from PIL import Image

    if kind == "JPEG" and image.mode != "RGB":
        clear = image.convert("RGBA")
        image = Image.new("RGB", clear.size, "white")
        image.paste(clear, mask=clear.getchannel("A"))
    stream = io.BytesIO()
    image.save(stream, kind, **({"quality": quality} if kind == "JPEG" else {}))
    return stream.getvalue()


def _true_size(data: bytes) -> tuple[int, int]:
    """The size before ``draft`` shrinks a JPEG while decoding."""
    from PIL import Image

    with Image.open(io.BytesIO(data)) as image:
        return image.size


def _facts(image: Any) -> _Exif:
    exif = image.getexif()
    more = exif.get_ifd(_EXIF_IFD)
    taken = str(more.get(_TAKEN_AT, "")).strip("\0 ")
    if len(taken) >= 19:
        taken = taken[:10].replace(":", "-") + "T" + taken[11:19] + str(more.get(_OFFSET, "")).strip("\0 ")
    return _Exif(taken if taken[:2].isdigit() else "", _position(exif.get_ifd(_GPS_IFD)))


def _position(gps: Mapping[int, Any]) -> dict[str, Any] | None:
    """Degrees from the camera's degrees, minutes and seconds; cameras give WGS-84."""
    try:
        lat, lng = _degrees(gps[2]), _degrees(gps[4])
        lat, lng = (-lat if gps.get(1) == "S" else lat), (-lng if gps.get(3) == "W" else lng)
        if not (-90 <= lat <= 90 and -180 <= lng <= 180) or (lat == 0 and lng == 0):
            return None
        position: dict[str, Any] = {"lng": round(lng, 7), "lat": round(lat, 7), "datum": "WGS84"}
        if 6 in gps:
            position["alt"] = round(float(gps[6]), 1)
        return position
    except (KeyError, TypeError, ValueError, ZeroDivisionError, IndexError):
        return None


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600
