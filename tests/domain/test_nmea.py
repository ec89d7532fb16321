"""What receivers say, sentence by sentence: real ones, damaged ones, and noise."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.domain.nmea import RANGE_ERROR_M, Fix, NmeaReader, checksum, fields_of

GGA = "$GPGGA,092750.000,5321.6802,N,00630.3372,W,1,8,1.03,61.7,M,55.2,M,,*76"
RMC = "$GPRMC,092750.000,A,5321.6802,N,00630.3372,W,0.02,31.66,280511,,,A*43"
GST = "$GPGST,172814.0,0.006,0.023,0.020,273.6,0.023,0.020,0.031*6A"


def sentence(body: str) -> str:
    return f"${body}*{checksum(body)}"


def test_a_position_with_altitude_and_accuracy() -> None:
    reader = NmeaReader()
    assert reader.feed(RMC) is None
    fix = reader.feed(GGA + "\r\n")
    assert fix is not None
    assert fix.lat == pytest.approx(53.361337, abs=1e-6)
    assert fix.lng == pytest.approx(-6.505620, abs=1e-6)
    assert (fix.alt, fix.satellites) == (61.7, 8)
    assert fix.acc == pytest.approx(1.03 * RANGE_ERROR_M)
    assert fix.at == datetime(2011, 5, 28, 9, 27, 50, tzinfo=UTC)


def test_a_constellation_of_any_name_and_the_southern_half() -> None:
    fix = NmeaReader().feed(sentence("BDGGA,041500.00,3343.6200,S,15056.0400,E,4,18,0.60,22.5,M,2.1,M,,"))
    assert fix is not None and fix.lat == pytest.approx(-33.727) and fix.lng == pytest.approx(150.934)


def test_the_receivers_own_error_is_better_than_hdop() -> None:
    reader = NmeaReader()
    reader.feed(GST)
    first, second = reader.feed(GGA), reader.feed(GGA)
    assert first is not None and first.acc == pytest.approx(0.0305, abs=1e-3)
    assert second is not None and second.acc == pytest.approx(5.15)


def test_a_receiver_that_sends_only_rmc() -> None:
    reader = NmeaReader()
    found = [reader.feed(RMC) for _ in range(3)]
    assert found[:2] == [None, None] and found[2] is not None
    assert found[2].alt is None and found[2].acc is None


@pytest.mark.parametrize(
    "line",
    [
        GGA.replace("5321", "5322"),
        GGA.removesuffix("*76"),
        sentence("GPGGA,092750.000,,,,,0,3,,,M,,M,,"),
        sentence("GPGGA,092750.000,5361.6802,N,00630.3372,W,1,8,1.03,61.7,M,55.2,M,,"),
        sentence("GPGGA,092750.000,5321.6802,Q,00630.3372,W,1,8,1.03,61.7,M,55.2,M,,"),
        sentence("GPGGA,1"),
        "",
        "\x00\xff$$$*",
    ],
)
def test_what_is_no_position(line: str) -> None:
    assert NmeaReader().feed(line) is None


def test_a_position_in_another_datum_is_not_taken_for_wgs84() -> None:
    reader = NmeaReader()
    reader.feed(sentence("GPDTM,999,,0.08,N,0.07,E,-47.7,W84"))
    assert reader.feed(GGA) is None
    reader.feed(sentence("GPDTM,W84,,0.0,N,0.0,E,0.0,W84"))
    assert reader.feed(GGA) is not None


def test_a_line_that_begins_in_the_middle() -> None:
    assert fields_of("1.03,61.7,M" + GGA) is not None


@given(st.text(max_size=200))
def test_noise_never_breaks_the_reader(text: str) -> None:
    reader = NmeaReader()
    assert reader.feed(text) is None
    reader.feed(sentence("".join(c for c in text if c.isascii() and c not in "*$")))
    assert isinstance(reader.feed(GGA), Fix)


@given(st.floats(0, 89.9), st.floats(0, 179.9), st.sampled_from("NS"), st.sampled_from("EW"))
def test_degrees_come_back(lat: float, lng: float, north: str, east: str) -> None:
    def text(value: float, width: int) -> str:
        return f"{int(value):0{width}d}{min(59.99999, value % 1 * 60):08.5f}"

    fix = NmeaReader().feed(sentence(f"GNGGA,120000.00,{text(lat, 2)},{north},{text(lng, 3)},{east},1,9,1.0,5,M,0,M,,"))
    assert fix is not None
    assert fix.lat == pytest.approx(lat if north == "N" else -lat, abs=1e-6)
    assert fix.lng == pytest.approx(lng if east == "E" else -lng, abs=1e-6)
