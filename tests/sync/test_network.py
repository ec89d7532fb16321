"""Proxies and certificates against a real proxy and a real private server: who is asked, who is believed, what is said."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.errors import InputError
from commissioner_app.sync import network as networks
from commissioner_app.sync import reach
from commissioner_app.sync.certificates import read_authorities
from commissioner_app.sync.failures import SyncFailure
from commissioner_app.sync.network import Network, covers, parse_direct, parse_proxy
from tests.support.certificates import Authority
from tests.support.proxy import Proxy

ANSWER = b'{"ok": true, "protocol": 1}'


@contextmanager
def health(tls: ssl.SSLContext | None = None, answer: bytes = ANSWER) -> Iterator[str]:
    """A server that only says that it is well; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A client that does not believe us hangs up; that is what is tested."""

    server = Server(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(5)


def fails(url: str, network: Network) -> SyncFailure:
    with pytest.raises(SyncFailure) as caught:
        reach.look(url, network)
    return caught.value


@pytest.fixture
def through(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers of these tests are on this laptop, to which no proxy is used otherwise."""
    monkeypatch.setattr(networks, "is_loopback", lambda host: False)
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_a_server_that_is_there_and_a_login_page_that_says_yes_to_all() -> None:
    with health() as url:
        reach.look(url, Network())
    with health(answer=b"<html>Welcome to our hotel") as url:
        assert fails(url, Network()).code == "server_confused"
    assert fails(url, Network()).code == "server_unreachable"


@pytest.mark.usefixtures("through")
def test_plain_and_private_calls_go_through_the_proxy_that_was_typed(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    with Proxy() as proxy, health() as plain, health(authority.tls()) as private:
        own = Network("manual", proxy.address, authorities=authority.file)
        reach.look(plain, own)
        reach.look(private, own)
        assert [line.rpartition(" ")[0] for line in proxy.seen] == [f"GET {plain}/health", f"CONNECT {private[8:]}"]
        reach.look(plain, Network("none", proxy.address))
        reach.look(plain, Network("manual", proxy.address, direct=("127.0.0.0/8",)))
        assert len(proxy.seen) == 2


@pytest.mark.usefixtures("through")
def test_the_system_says_which_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    with Proxy() as proxy, health() as url:
        monkeypatch.setenv("http_proxy", proxy.address)
        reach.look(url, Network())
        assert len(proxy.seen) == 1
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        reach.look(url, Network())
        reach.look(url, Network("none"))
        assert len(proxy.seen) == 1


@pytest.mark.usefixtures("through")
def test_a_proxy_that_is_away_or_wants_a_password_is_named(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    with Proxy("hua", "secret") as proxy, health() as plain, health(authority.tls()) as private:
        shut = Network("manual", proxy.address, authorities=authority.file)
        assert {fails(url, shut).code for url in (plain, private)} == {"proxy_sign_in"}
        signed = Network("manual", proxy.address.replace("://", "://hua:secret@"), authorities=authority.file)
        reach.look(plain, signed)
        reach.look(private, signed)
        assert "secret" not in repr(signed)
    away = fails("http://10.1.2.3:9", shut)
    assert away.code == "proxy_unreachable" and away.retryable and not away.connected


def test_this_laptop_is_never_asked_through_a_proxy() -> None:
    with health() as url:
        reach.look(url, Network("manual", "http://127.0.0.1:1"))
    assert Network("manual", "http://p:1").proxies("http://localhost:8000") == {}
    assert Network("manual", "http://p:1").proxies("http://[::1]:8000") == {}


def test_an_office_certificate_is_believed_only_where_it_was_added(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    with health(authority.tls()) as url:
        assert fails(url, Network()).code == "server_untrusted"
        reach.look(url, Network(authorities=authority.file))
        assert fails(url, Network(authorities=tmp_path / "gone.pem")).code == "ca_unreadable"


def test_the_certificates_of_the_computer_are_believed_on_wish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))  # where OpenSSL's own store is, on Linux
    monkeypatch.setattr(networks, "_BUNDLE_VARIABLES", ())
    with health(authority.tls()) as url:
        assert fails(url, Network()).code == "server_untrusted"
        reach.look(url, Network(system_trust=True))
    (tmp_path / "own").mkdir()
    other = Authority(tmp_path / "own")
    with health(other.tls()) as url:
        assert fails(url, Network(system_trust=True)).code == "server_untrusted"
        reach.look(url, Network(system_trust=True, authorities=other.file))


@pytest.mark.parametrize(
    ("address", "life", "code"),
    [
        ("127.0.0.1", (-9, -2), "certificate_expired"),
        ("127.0.0.1", (2, 9), "certificate_early"),
        ("127.0.0.9", (-1, 1), "certificate_name"),
    ],
)
def test_why_a_certificate_is_not_believed(tmp_path: Path, address: str, life: tuple[int, int], code: str) -> None:
    authority = Authority(tmp_path)
    with health(authority.tls(address, life=life)) as url:
        failure = fails(url, Network(authorities=authority.file))
    assert failure.code == code and not failure.retryable
    assert failure.params["today"] == datetime.now().astimezone().date().isoformat()


def test_authorities_are_read_from_pem_and_der(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    pem = Authority(tmp_path).file.read_bytes()
    der = x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)
    for data, count in ((pem, 1), (der, 1), (b"# our root\n" + pem + pem, 2)):
        kept, said = read_authorities(data, now)
        assert [one.subject for one in said] == ["test authority"] * count and kept.startswith(pem)
        assert said[0].fingerprint.count(":") == 31 and said[0].until > now.isoformat()


@pytest.mark.parametrize(
    ("life", "code"),
    [((-9, -2), "ca_expired"), ((2, 9), "ca_not_yet"), (None, "ca_not_authority"), ((), "ca_unreadable")],
)
def test_what_is_no_authority_is_refused_with_the_reason(
    tmp_path: Path, life: tuple[int, int] | None, code: str
) -> None:
    data = b"-----BEGIN CERTIFICATE-----\nmoon\n-----END CERTIFICATE-----\n"
    if life is None:
        data = Authority(tmp_path).certificate("127.0.0.1")[0].read_bytes()
    elif life:
        data = Authority(tmp_path, life=life).file.read_bytes()
    with pytest.raises(InputError) as caught:
        read_authorities(data, datetime.now(UTC))
    assert caught.value.code == code


@given(st.binary(max_size=400), st.booleans())
def test_garbage_is_no_certificate(data: bytes, marked: bool) -> None:
    with pytest.raises(InputError) as caught:
        read_authorities((b"-----BEGIN CERTIFICATE-----\n" if marked else b"") + data, datetime.now(UTC))
    assert caught.value.code == "ca_unreadable"


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("10.1.2.3:8080", "http://10.1.2.3:8080"),
        (" http://hua:pw@proxy.county:3128/ ", "http://hua:pw@proxy.county:3128"),
        ("https://[::1]:443", "https://[::1]:443"),
    ],
)
def test_a_proxy_as_it_is_typed(typed: str, address: str) -> None:
    assert parse_proxy(typed) == address


@pytest.mark.parametrize(
    "typed",
    ["", "proxy", "socks5://p:1080", "http://p:1/path", "p:99999", "a b:80", "http://:80", "http://[::1", "p:0"],
)
def test_what_is_no_proxy(typed: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_proxy(typed)
    assert caught.value.code == "bad_proxy_address"


@pytest.mark.parametrize(
    ("rule", "host", "held"),
    [
        ("10.0.0.0/8", "10.20.1.2", True),
        ("10.0.0.0/8", "11.20.1.2", False),
        ("192.168.1.5", "192.168.1.5", True),
        ("*.county.gov.cn", "sync.county.gov.cn", True),
        (".county.gov.cn", "county.gov.cn", True),
        ("*.county.gov.cn", "evilcounty.gov.cn", False),
        ("office", "OFFICE.", True),
        ("office", "office.cn", False),
        ("*.", "office", False),
        ("fd00::/8", "fd12::1", True),
        ("nonsense/99", "10.0.0.1", False),
    ],
)
def test_exceptions_from_the_proxy(rule: str, host: str, held: bool) -> None:
    assert covers(rule, host) is held


def test_exceptions_are_typed_as_people_do() -> None:
    assert parse_direct("10.0.0.0/8, *.Local；office\n192.168.0.0/16") == (
        "10.0.0.0/8",
        "*.local",
        "office",
        "192.168.0.0/16",
    )
