"""One server over real HTTP: signing in, lists, handing in, and what goes wrong on the way."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from commissioner_app.forms.openrosa.address import parse_address
from commissioner_app.forms.openrosa.parts import Part, Post, plan
from commissioner_app.sync.openrosa import failures
from commissioner_app.sync.openrosa.body import Body
from commissioner_app.sync.openrosa.client import OpenRosaClient
from commissioner_app.sync.openrosa.failures import OpenRosaFailure
from tests.forms.builder import xform
from tests.support.certificates import Authority
from tests.support.openrosa_holdings import FaultKind, Mode
from tests.support.openrosa_server import OpenRosaServer

FORM = xform("<a/><orx:meta><orx:instanceID/></orx:meta>")
BOUNDARY = "b0undary"
PICTURE = random.Random(1).randbytes(90_000)


def instance(number: int = 1, text: str = "x") -> bytes:
    meta = f'<meta xmlns="http://openrosa.org/xforms"><instanceID>uuid:{number}</instanceID></meta>'
    return f'<data id="t" version="1"><a>{text}</a>{meta}</data>'.encode()


@pytest.fixture(params=["central", "kobo"])
def server(request: pytest.FixtureRequest) -> Iterator[OpenRosaServer]:
    with OpenRosaServer(request.param) as made:
        made.publish(FORM, {"people.csv": b"name,label,__version\n", "tree.jpg": PICTURE}, frozenset({"people.csv"}))
        yield made


def client_of(server: OpenRosaServer, password: str | None = None, *, url: str = "") -> OpenRosaClient:
    address, key = parse_address(url or server.url)
    account = "" if address.has_key else server.user
    return OpenRosaClient(address, account, key or password or server.password, connect=2, stall=1)


def hand_in(client: OpenRosaClient, xml: bytes, files: dict[str, bytes] | None = None, limit: int = 0) -> int:
    """Hand a submission in, in as many bodies as the limit asks for; gives how many."""
    held = {"submission.xml": xml, **(files or {})}
    first, *rest = [Part(name, "image/jpeg", len(data)) for name, data in held.items()]
    posts = plan(first, rest, limit or client.largest(), BOUNDARY)
    for post in posts:
        client.submit(first, post, BOUNDARY, lambda part: held[part.name])
    return len(posts)


def code_of(work: object) -> str:
    with pytest.raises(OpenRosaFailure) as caught:
        work()  # type: ignore[operator]
    return caught.value.code


def test_an_account_signs_in_as_the_server_wants_it(server: OpenRosaServer) -> None:
    client = client_of(server)
    assert [form.form_id for form in client.form_list()] == ["t"]
    kinds = [one.headers.get("Authorization", "").partition(" ")[0] for one in server.seen]
    assert kinds[0] == "" and kinds[-1] == ("Basic" if server.mode == "central" else "Digest")
    before = len(server.seen)
    client.form_list()
    assert len(server.seen) == before + 1, "a challenge that was answered is not asked for again"
    assert {one.headers["X-OpenRosa-Version"] for one in server.seen} == {"1.0"}


def test_the_key_in_the_address_is_enough(server: OpenRosaServer) -> None:
    client = client_of(server, url=server.key_url)
    (form,) = client.form_list()
    assert client.form(form).data == FORM.encode()
    assert hand_in(client, instance()) == 1 and set(server.received) == {"uuid:1"}
    assert not any("Authorization" in one.headers for one in server.seen)


@pytest.mark.parametrize("url", ["", "key"])
def test_a_wrong_secret_is_said_and_never_shown(server: OpenRosaServer, url: str) -> None:
    client = client_of(server, "wrong-secret", url=server.root + "/v1/key/bad-secret/projects/7" if url else "")
    if url and server.mode == "kobo":
        return
    with pytest.raises(OpenRosaFailure) as caught:
        client.form_list()
    assert caught.value.code == failures.SIGN_IN
    shown = repr(caught.value) + str(caught.value) + caught.value.detail
    assert "secret" not in shown


def test_basic_needs_a_private_line() -> None:
    """A server that is reached without https refuses Basic; the client does not send it over such a line at all."""
    with OpenRosaServer("central", https=False) as server:
        assert code_of(client_of(server).form_list) == failures.SIGN_IN
    client = OpenRosaClient(parse_address("https://odk.example.org")[0], "hua", "pw")
    assert code_of(lambda: client._get("http://odk.example.org/x", 10)) == failures.PLAIN


def test_forms_and_files_come_with_their_sums(server: OpenRosaServer) -> None:
    client = client_of(server)
    (form,) = client.form_list()
    fetched = client.form(form)
    assert fetched.data == FORM.encode() and fetched.etag
    assert client.form(form, fetched.etag).data is None
    people, tree = client.manifest(form.manifest_url)
    assert people.is_entities and client.file(tree) == PICTURE
    server.deleted.add("gone")
    server.forms["t"].files["people.csv"] = b"name,label,__version\nq,Q,1\n"
    assert client.deleted(people.integrity_url, ["q", "gone", "never"]) == {"q": False, "gone": True}
    server.forms["t"].files["tree.jpg"] = b"another"
    assert code_of(lambda: client.file(tree)) == failures.CONFUSED


def test_a_submission_over_the_limit_goes_in_several_bodies(server: OpenRosaServer) -> None:
    server.limit = 120_000
    files = {f"{number}.jpg": PICTURE[number:] for number in range(3)}
    assert hand_in(client_of(server), instance(), files) == 3
    held = server.received["uuid:1"]
    assert (held.files, held.posts, held.incomplete) == (files, 3, False)
    sent = [one.length for one in server.seen if one.method == "POST" and one.length]
    assert max(sent) <= server.limit


def test_identical_again_is_fine_and_other_content_is_not(server: OpenRosaServer) -> None:
    client = client_of(server)
    for _ in range(2):
        hand_in(client, instance())
    assert server.received["uuid:1"].posts == 2
    assert code_of(lambda: hand_in(client, instance(text="y"))) == failures.CONFLICT
    assert code_of(lambda: hand_in(client, instance(2).replace(b'version="1"', b'version="2"'))) == failures.NOT_FOUND
    assert code_of(lambda: hand_in(client, b"<data")) == failures.REFUSED
    server.limit = 100
    assert code_of(lambda: hand_in(client, instance(3))) == failures.TOO_LARGE


@pytest.mark.parametrize(
    ("kind", "code"),
    [("cut_request", failures.UNREACHABLE), ("cut_reply", failures.UNREACHABLE), ("lost_receipt", failures.UNREACHABLE),
     ("busy", failures.BUSY), ("hang", failures.STALLED)],
)  # fmt: skip
def test_a_fault_on_the_way_is_one_that_passes(server: OpenRosaServer, kind: FaultKind, code: str) -> None:
    client = client_of(server)
    client.form_list()
    server.fail(kind, path="submission")
    with pytest.raises(OpenRosaFailure) as caught:
        hand_in(client, instance(), {"a.jpg": PICTURE})
    assert (caught.value.code, caught.value.passes) == (code, True)
    assert caught.value.wait == (1 if kind == "busy" else 0)
    hand_in(client, instance(), {"a.jpg": PICTURE})
    assert server.received["uuid:1"].files == {"a.jpg": PICTURE}


@pytest.mark.parametrize("method", ["HEAD", "POST"])
def test_the_login_page_of_a_network_is_no_receipt(server: OpenRosaServer, method: str) -> None:
    client = client_of(server)
    client.form_list()
    server.fail("garbage", method, "submission")
    assert code_of(lambda: hand_in(client, instance())) == failures.CONFUSED
    assert not server.received


@pytest.mark.parametrize("kind", ["cut_reply", "busy", "garbage"])
def test_a_list_that_is_cut_or_is_none_is_not_used(server: OpenRosaServer, kind: FaultKind) -> None:
    server.fail(kind, "GET", "formList", skip=1 if server.mode == "central" else 2)
    client = client_of(server)
    assert code_of(client.form_list) in {failures.UNREACHABLE, failures.BUSY, failures.CONFUSED}
    assert client.form_list()


def test_slow_is_no_failure(server: OpenRosaServer) -> None:
    client = client_of(server)
    (form,) = client.form_list()
    server.fail("slow", "GET", "forms/t.xml")
    assert client.form(form).data == FORM.encode()


def test_another_address_gets_no_secret() -> None:
    with OpenRosaServer("central") as server, OpenRosaServer("central") as other:
        server.publish(FORM)
        client = client_of(server)
        (form,) = client.form_list()
        server.fail("elsewhere", "GET", "forms/t.xml", target=f"{other.root}/v1/projects/7/formList")
        assert code_of(lambda: client.form(form)) == failures.SIGN_IN
        assert [one.headers.get("Authorization") for one in other.seen] == [None]
        client.largest()
        server.fail("elsewhere", target=f"{other.url}/submission")
        assert code_of(lambda: hand_in(client, instance(), limit=10**6)) == failures.REDIRECTED
        assert len(other.seen) == 1 and not other.received


def test_a_redirect_on_the_same_server_is_followed_but_not_for_ever(server: OpenRosaServer) -> None:
    client = client_of(server)
    client.form_list()
    server.fail("redirect")
    hand_in(client, instance())
    assert set(server.received) == {"uuid:1"}
    for _ in range(6):
        server.fail("redirect", "GET")
    assert code_of(client.form_list) == failures.REDIRECTED


def test_nobody_there_and_nothing_there(server: OpenRosaServer) -> None:
    assert code_of(client_of(server, url="http://127.0.0.1:9/v1/projects/7").form_list) == failures.UNREACHABLE
    assert code_of(client_of(server, url=server.url + "/other").form_list) == failures.NO_SERVER


def test_a_body_goes_back_to_its_start() -> None:
    body = Body([b"ab", Part("x", "t", 3), b"c"], lambda part: b"xyz")
    assert len(body) == 6 and body.read(3) == b"ab" and body.read(2) == b"xy" and body.tell() == 4
    assert body.seek(0) == 0 and b"".join(body) == b"abxyzc" and body.read(5) == b""
    with pytest.raises(ValueError, match="announced"):
        Body([Part("x", "t", 4)], lambda part: b"xyz").read()


@pytest.mark.parametrize("mode", ["central", "kobo"])
def test_an_untrusted_certificate_stops_everything(mode: Mode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = Authority(tmp_path)
    with OpenRosaServer(mode, https=True, tls=authority.tls()) as server:
        server.publish(FORM)
        assert code_of(client_of(server).form_list) == failures.UNTRUSTED
        assert not server.seen
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.file))
        assert [form.form_id for form in client_of(server).form_list()] == ["t"]


def test_a_post_without_files_is_one_body() -> None:
    assert plan(Part("s", "text/xml", 5), [], 1, BOUNDARY) == [Post((), False)]
