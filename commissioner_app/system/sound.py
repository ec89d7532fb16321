"""Microphone and loudspeaker by miniaudio: a recording never leaves memory, nothing is written to a file here."""

from __future__ import annotations

import array
import io
import threading
import wave
from collections.abc import Generator
from typing import Any, Final

from commissioner_app.errors import EnvironmentFault, InputError

RATE: Final = 16_000
"""Samples a second, one channel, 16 bits: speech stays clear, a minute takes 1.9 MB."""
_WIDTH: Final = 2
_HEAD: Final = 128
PLAY_RATE: Final = 44_100


def _library() -> Any:
    """miniaudio, loaded when it is first needed. Raises ``EnvironmentFault`` sound_missing."""
    try:
        import miniaudio
    except ImportError as error:
        raise EnvironmentFault("sound_missing") from error
    return miniaudio


def seconds_of(wav: bytes) -> float:
    """How long a WAV file plays; 0 for what is none."""
    try:
        with wave.open(io.BytesIO(wav)) as held:
            return float(held.getnframes() / max(1, held.getframerate()))
    except (wave.Error, EOFError):
        return 0.0


def longest_s(rate: int, most_bytes: int) -> int:
    """How many seconds of a recording fit into a file of that size."""
    return (most_bytes - _HEAD) // (rate * _WIDTH)


class Recording:
    """A recording under way. ``seconds`` and ``level`` (0 to 1, the loudest of the last moment) may be asked any time."""

    def __init__(self, rate: int = RATE, most_s: int = 3600, *, backends: list[Any] | None = None) -> None:
        """Starts at once. ``most_s``: it stops by itself then. Raises ``EnvironmentFault`` microphone_missing."""
        library = _library()
        self.rate = rate
        self._most = most_s * rate * _WIDTH
        self._lock = threading.Lock()
        self._data = bytearray()
        self._level = 0.0
        wanted = backends or [one for one in library.Backend if one != library.Backend.NULL]
        try:
            self._device = library.CaptureDevice(
                input_format=library.SampleFormat.SIGNED16,
                nchannels=1,
                sample_rate=rate,
                buffersize_msec=100,
                backends=wanted,
            )
            taking = self._take()
            next(taking)
            self._device.start(taking)
        except library.MiniaudioError as error:
            raise EnvironmentFault("microphone_missing") from error

    @property
    def seconds(self) -> float:
        """How long it is by now."""
        with self._lock:
            return len(self._data) / (self.rate * _WIDTH)

    @property
    def level(self) -> float:
        """How loud it is just now."""
        return self._level

    def stop(self) -> bytes:
        """End it; the WAV file, empty when nothing was recorded."""
        self._device.close()
        return self.so_far()

    def so_far(self) -> bytes:
        """The WAV file of what was recorded by now; empty when there is nothing yet."""
        with self._lock:
            data = bytes(self._data)
        if not data:
            return b""
        out = io.BytesIO()
        with wave.open(out, "wb") as held:
            held.setnchannels(1)
            held.setsampwidth(_WIDTH)
            held.setframerate(self.rate)
            held.writeframes(data)
        return out.getvalue()

    def _take(self) -> Generator[None, bytes, None]:
        while True:
            piece = yield
            samples = array.array("h", bytes(piece[: len(piece) // _WIDTH * _WIDTH]))
            self._level = max((abs(sample) for sample in samples), default=0) / 32768
            with self._lock:
                room = self._most - len(self._data)
                self._data += piece[: max(0, room)]


class Playing:
    """A sound that plays. ``done`` once it is over."""

    def __init__(self, data: bytes, *, backends: list[Any] | None = None) -> None:
        """Starts at once. Raises ``InputError`` sound_unreadable, ``EnvironmentFault`` loudspeaker_missing."""
        library = _library()
        try:
            sound = library.decode(data, nchannels=1, sample_rate=PLAY_RATE)
        except library.MiniaudioError as error:
            raise InputError("sound_unreadable") from error
        self._samples: array.array[int] = sound.samples
        self.seconds = len(self._samples) / PLAY_RATE
        self._at = 0
        wanted = backends or [one for one in library.Backend if one != library.Backend.NULL]
        try:
            self._device = library.PlaybackDevice(nchannels=1, sample_rate=PLAY_RATE, backends=wanted)
            giving = self._give()
            next(giving)
            self._device.start(giving)
        except library.MiniaudioError as error:
            raise EnvironmentFault("loudspeaker_missing") from error

    @property
    def position(self) -> float:
        """Seconds played."""
        return min(self._at / PLAY_RATE, self.seconds)

    @property
    def done(self) -> bool:
        """Whether it has come to its end."""
        return self._at >= len(self._samples)

    def stop(self) -> None:
        """End it now."""
        self._device.close()

    def _give(self) -> Generator[bytes, int, None]:
        wanted = yield b""
        while True:
            piece = self._samples[self._at : self._at + wanted]
            self._at += max(1, wanted)
            short = wanted - len(piece)
            wanted = yield piece.tobytes() + bytes(short * _WIDTH)


class SoundDevices:
    """The microphone and the loudspeaker of this computer."""

    def record(self, rate: int, most_s: int) -> Recording:
        """Begin to record; see ``Recording``."""
        return Recording(rate, most_s)

    def play(self, data: bytes) -> Playing:
        """Begin to play a WAV, MP3, FLAC or OGG file; see ``Playing``."""
        return Playing(data)
