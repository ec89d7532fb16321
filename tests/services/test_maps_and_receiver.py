"""Offline maps of a profile, the receiver's line, barcodes on pictures, sound in memory."""

from __future__ import annotations

import io
import itertools
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from commissioner_app.errors import EnvironmentFault, InputError
from commissioner_app.services import barcodes
from commissioner_app.services.program import Program
from commissioner_app.services.receiver import Receiver
from commissioner_app.system import receiver_line
from commissioner_app.system.clock import SystemClock
from commissioner_app.system.sound import Playing, Recording, seconds_of
from tests.domain.test_nmea import GGA, RMC
from tests.support.maps import make_mbtiles


def test_a_map_is_added_used_and_forgotten(program: Program, tmp_path: Path) -> None:
    assert program.maps.current() is None
    first = make_mbtiles(tmp_path / "a.mbtiles", zooms=(0,), name="安徽", bounds="114.8,29.4,119.7,34.7")
    second = make_mbtiles(
        tmp_path / "b.mbtiles", zooms=(0,), name="街道图 GCJ-02", attribution="<a href='x'>&copy; me</a>"
    )
    program.maps.add(first)
    program.maps.add(second)
    assert [one.name for one in program.maps.files()] == ["街道图 GCJ-02", "安徽"]
    shown = program.maps.current()
    assert shown is not None and (shown.datum, shown.attribution) == ("GCJ02", "© me")
    program.maps.set_datum(str(second), "WGS84")
    shown = program.maps.current()
    assert shown is not None and shown.datum == "WGS84" and shown.tile(0, 0, 0) is not None
    program.maps.use(str(first))
    shown = program.maps.current()
    assert shown is not None and shown.bounds == (114.8, 29.4, 119.7, 34.7)
    program.maps.remove(str(first))
    program.maps.remove(str(second))
    assert program.maps.current() is None and program.maps.files() == []


def test_a_map_on_a_stick_that_is_not_there(program: Program, tmp_path: Path) -> None:
    path = make_mbtiles(tmp_path / "a.mbtiles", zooms=(0,))
    program.maps.add(path)
    path.unlink()
    assert program.maps.current() is None
    trouble = program.maps.trouble(str(path))
    assert isinstance(trouble, EnvironmentFault) and trouble.code == "map_missing"
    with pytest.raises(InputError):
        program.maps.set_datum(str(path), "BD09")  # type: ignore[arg-type]


def test_county_towns_lie_in_their_counties(program: Program) -> None:
    from commissioner_app.domain.positions import boxes

    found = {box.county: box for box in boxes(program.lists.all()["L_COUNTY"])}
    seats = program.maps.seats()
    assert {seat.county for seat in seats} == set(found)
    for seat in seats:
        assert found[seat.county].holds((seat.lng, seat.lat), 0.08), seat
    assert next(seat.name for seat in seats if seat.county == "341524") == "金寨县"


@pytest.fixture
def spoken() -> Iterator[int]:
    """A receiver on the network that says two sentences a few times, in pieces."""
    server = socket.create_server(("127.0.0.1", 0))

    def speak() -> None:
        link, _ = server.accept()
        with link:
            text = f"{RMC}\r\n{GGA}\r\n".encode() * 3
            for start in range(0, len(text), 37):
                link.sendall(text[start : start + 37])

    thread = threading.Thread(target=speak, daemon=True)
    thread.start()
    yield server.getsockname()[1]
    server.close()
    thread.join(5)


def test_a_receiver_on_the_network(program: Program, spoken: int) -> None:
    program.preferences.set("receiver", f"gpsd://127.0.0.1:{spoken}")
    fix = Receiver(program.preferences, SystemClock()).now()
    assert fix is not None and fix.satellites == 8


def test_a_recorded_file_gives_its_positions(program: Program, tmp_path: Path) -> None:
    log = tmp_path / "walk.nmea"
    log.write_text(f"noise\n{RMC}\n{GGA}\n{GGA}\n")
    readings = list(program.receiver.listen(f"file:{log}"))
    assert [reading.fix is not None for reading in readings] == [True, True, True] and readings[-1].speaks


def test_a_serial_receiver() -> None:
    if not hasattr(os, "openpty"):
        pytest.skip("no pseudo terminals here")
    master, slave = os.openpty()
    lines = receiver_line.lines(f"serial:{os.ttyname(slave)}@4800")
    assert next(lines) == ""  # silence lets the caller stop
    os.write(master, f"{GGA}\n".encode())
    found = [line.strip() for line in itertools.islice(lines, 3)]
    assert GGA in found
    lines.close()  # type: ignore[attr-defined]
    os.close(master)


@pytest.mark.parametrize("address", ["serial:", "tcp://nohost", "tcp://:x", "serial:COM3@fast"])
def test_a_wrong_address_is_told(address: str) -> None:
    with pytest.raises(InputError, match="receiver_address"):
        next(receiver_line.lines(address))


def test_nobody_there(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    for address in (f"tcp://127.0.0.1:{port}", f"file:{tmp_path / 'none'}", str(tmp_path / "ttyNone")):
        with pytest.raises(EnvironmentFault, match="receiver_silent"):
            next(receiver_line.lines(address))


def test_listening_ends_by_itself(program: Program) -> None:
    class Quick:
        def __init__(self) -> None:
            self.passed = itertools.count(0, 30)

        def monotonic(self) -> float:
            return float(next(self.passed))

    silent = Receiver(program.preferences, Quick(), lambda _address: itertools.repeat(""))  # type: ignore[arg-type]
    assert 3 <= len(list(silent.listen("x"))) <= 8


def test_a_barcode_on_a_photo() -> None:
    import zxingcpp

    made = zxingcpp.create_barcode("6901234567892", zxingcpp.BarcodeFormat.EAN13)
    code = Image.fromarray(zxingcpp.write_barcode_to_image(made, scale=4))
    sheet = Image.new("RGB", (1600, 1200), "white")
    sheet.paste(code.convert("RGB"), (300, 300))
    out = io.BytesIO()
    sheet.save(out, "JPEG")
    assert barcodes.read(out.getvalue()) == ["6901234567892"]
    with pytest.raises(InputError):
        barcodes.read(b"no picture")


def test_a_picture_without_a_barcode() -> None:
    out = io.BytesIO()
    Image.new("RGB", (200, 200), "white").save(out, "PNG")
    assert barcodes.read(out.getvalue()) == []


def test_a_recording_stays_in_memory_and_plays() -> None:
    import time

    import miniaudio

    silent = [miniaudio.Backend.NULL]
    recording = Recording(8000, backends=silent)
    until = time.monotonic() + 5
    while recording.seconds < 0.3 and time.monotonic() < until:
        time.sleep(0.02)
    wav = recording.stop()
    assert wav.startswith(b"RIFF") and seconds_of(wav) >= 0.3
    playing = Playing(wav, backends=silent)
    assert playing.seconds == pytest.approx(seconds_of(wav), abs=0.05)
    until = time.monotonic() + 5
    while not playing.done and time.monotonic() < until:
        time.sleep(0.02)
    assert playing.done and playing.position == playing.seconds
    playing.stop()
    with pytest.raises(InputError, match="sound_unreadable"):
        Playing(b"not a sound", backends=silent)
    assert seconds_of(b"nothing") == 0
