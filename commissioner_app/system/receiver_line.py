"""The line to a satellite receiver: a serial port, a receiver or gpsd on the network, or a recorded file.

Addresses: ``COM3`` or ``/dev/ttyACM0`` (``serial:COM3@9600`` with a speed), ``tcp://host:port``, ``gpsd://host:port``,
``file:/path``. Nothing is opened that the person did not name.
"""

from __future__ import annotations

import socket
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from commissioner_app.errors import EnvironmentFault, InputError

PAUSE_S: Final = 0.5
CONNECT_S: Final = 4.0
SPEED: Final = 9600
GPSD_PORT: Final = 2947
_WATCH: Final = b'?WATCH={"enable":true,"nmea":true};\n'
_LONGEST: Final = 4096


def lines(address: str) -> Iterator[str]:
    """The receiver's lines for as long as it speaks; "" about twice a second while it is silent, so that the caller can
    stop. Raises ``InputError`` receiver_address, ``EnvironmentFault`` receiver_silent, receiver_lost."""
    kind, _, rest = address.partition(":")
    if kind in ("tcp", "gpsd"):
        return _network(address)
    if kind == "file":
        return _file(Path(rest.removeprefix("//")))
    name = rest if kind == "serial" else address
    if not name.strip():
        raise InputError("receiver_address", address=address)
    return _serial(name.strip(), address)


def ports() -> list[str]:
    """Names of the serial ports that this computer has now."""
    from serial.tools import list_ports

    return sorted(port.device for port in list_ports.comports() if port.hwid != "n/a")


def _serial(name: str, address: str) -> Iterator[str]:
    import serial

    port, _, speed = name.partition("@")
    if speed and not speed.isdecimal():
        raise InputError("receiver_address", address=address)
    try:
        line = serial.Serial(port, int(speed or SPEED), timeout=PAUSE_S)
    except (serial.SerialException, ValueError, OSError) as error:
        raise EnvironmentFault("receiver_silent", address=address) from error
    with closing(line):
        rest = b""
        while True:
            try:
                arrived: bytes = line.read(max(1, line.in_waiting))
            except (serial.SerialException, OSError) as error:
                raise EnvironmentFault("receiver_lost", address=address) from error
            rest = yield from _whole(rest + arrived, idle=not arrived)


def _network(address: str) -> Iterator[str]:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port or (GPSD_PORT if parts.scheme == "gpsd" else None)
    except ValueError as error:
        raise InputError("receiver_address", address=address) from error
    if not host or port is None:
        raise InputError("receiver_address", address=address)
    try:
        link = socket.create_connection((host, port), CONNECT_S)
    except OSError as error:
        raise EnvironmentFault("receiver_silent", address=address) from error
    with link:
        link.settimeout(PAUSE_S)
        if parts.scheme == "gpsd":
            link.sendall(_WATCH)
        rest = b""
        while True:
            try:
                arrived = link.recv(_LONGEST)
            except TimeoutError:
                yield ""
                continue
            except OSError as error:
                raise EnvironmentFault("receiver_lost", address=address) from error
            if not arrived:
                return
            rest = yield from _whole(rest + arrived)


def _file(path: Path) -> Iterator[str]:
    try:
        with path.open("rb") as stream:
            while piece := stream.readline(_LONGEST):
                yield piece.decode("ascii", "replace")
    except OSError as error:
        raise EnvironmentFault("receiver_silent", address=str(path)) from error


def _whole(data: bytes, *, idle: bool = False) -> Generator[str, None, bytes]:
    """The whole lines of what arrived; the generator's value is the line that is not finished."""
    *done, rest = data.split(b"\n")
    for line in done:
        yield line.decode("ascii", "replace")
    if idle:
        yield ""
    return rest[-_LONGEST:]
