"""How often one caller may call: bursts, then a steady rate; nobody pays for another, and little is remembered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from provincial_server.api.rates import Networks, Rate
from tests.support.homes import sample_home


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_taken_then_a_steady_rate() -> None:
    clock = Clock()
    rate = Rate(2.0, 5, clock=clock)
    assert [rate.take("a") for _ in range(5)] == [0.0] * 5
    assert rate.take("a") == pytest.approx(0.5)
    assert rate.take("b") == 0.0
    clock.now += 0.5
    assert (rate.take("a"), rate.take("a") > 0) == (0.0, True)
    clock.now += 100
    assert [rate.take("a") for _ in range(5)] == [0.0] * 5
    assert rate.take("a") > 0


@given(
    st.lists(st.tuples(st.floats(0, 3), st.sampled_from("ab")), max_size=80),
    st.floats(0.1, 20),
    st.integers(1, 10),
)
def test_in_no_stretch_of_time_are_more_taken_than_the_burst_and_the_rate_allow(
    calls: list[tuple[float, str]], per_second: float, burst: int
) -> None:
    clock = Clock()
    rate, taken = Rate(per_second, burst, clock=clock), dict[str, list[float]]()
    for pause, key in calls:
        clock.now += pause
        wait = rate.take(key)
        if wait == 0:
            taken.setdefault(key, []).append(clock.now)
        else:
            # Who waits as long as was said is let in.
            assert wait <= burst / per_second + 1 / per_second + 1e-6
    for moments in taken.values():
        for start in range(len(moments)):
            for end in range(start, len(moments)):
                assert end - start + 1 <= burst + (moments[end] - moments[start]) * per_second + 1e-6


def test_who_waits_as_long_as_was_said_is_let_in() -> None:
    clock = Clock()
    rate = Rate(3.0, 4, clock=clock)
    while (wait := rate.take("a")) == 0:
        pass
    clock.now += wait + 1e-9
    assert rate.take("a") == 0


def test_a_flood_of_callers_costs_little_memory() -> None:
    rate = Rate(1.0, 1, remembered=100)
    for number in range(10_000):
        rate.take(str(number))
    assert len(rate) == 100


def test_networks_name_addresses() -> None:
    networks = Networks(["127.0.0.1", "10.1.0.0/16", "2001:db8::/32"])
    assert all(one in networks for one in ("127.0.0.1", "10.1.2.3", "2001:db8::5"))
    assert not any(one in networks for one in ("127.0.0.2", "10.2.0.1", "::1", "testclient", ""))
    with pytest.raises(ValueError, match="nonsense"):
        Networks(["nonsense"])


STRICT = """
proxies = ["127.0.0.1"]
[limits]
device_rate = 0.01
device_burst = 3
address_rate = 0.01
address_burst = 8
sign_in_rate = 0.01
sign_in_burst = 2
"""
SIGN_IN = {"protocol": 1, "user": "nobody", "password": "x", "device_id": "", "device_name": ""}


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that allows little, and believes what the balancer on its own machine says."""
    home = sample_home(tmp_path_factory.mktemp("strict"), "sqlite")
    (home.data / "server.toml").write_text(STRICT, encoding="utf-8")
    running = home.serve()
    yield running.url
    running.stop()


@dataclass
class Caller:
    """Somebody at an address, as the balancer tells it."""

    url: str
    address: str

    def get(self, path: str, token: str = "") -> requests.Response:
        headers = {"X-Forwarded-For": self.address} | ({"Authorization": f"Bearer {token}"} if token else {})
        return requests.get(self.url + path, headers=headers, timeout=10)

    def statuses(self, count: int, path: str, token: str = "") -> list[int]:
        return [self.get(path, token).status_code for _ in range(count)]

    def sign_in(self) -> requests.Response:
        headers = {"X-Forwarded-For": self.address}
        return requests.post(f"{self.url}/v1/session", json=SIGN_IN, headers=headers, timeout=10)


def test_sign_ins_from_one_address_are_counted_and_health_is_not(strict: str) -> None:
    caller = Caller(strict, "192.0.2.7")
    replies = [caller.sign_in() for _ in range(3)]
    assert [reply.status_code for reply in replies] == [401, 401, 429]
    assert replies[2].json()["code"] == "too_busy" and int(replies[2].headers["Retry-After"]) >= 1
    assert caller.get("/v1/forms").status_code == 401
    assert caller.statuses(20, "/health") == [200] * 20


def test_a_laptop_is_counted_by_its_token_and_an_address_by_all_of_its_laptops(strict: str) -> None:
    caller = Caller(strict, "192.0.2.8")
    assert caller.statuses(4, "/v1/forms", "one") == [401, 401, 401, 429]
    assert caller.statuses(4, "/v1/forms", "other") == [401, 401, 401, 429]
    assert caller.get("/v1/forms").status_code == 429
    assert caller.get("/nowhere").status_code == 429
    assert Caller(strict, "192.0.2.9").get("/v1/forms", "third").status_code == 401


def test_the_balancer_itself_and_programs_beside_it_are_not_one_laptop(strict: str) -> None:
    assert {requests.get(f"{strict}/v1/forms", timeout=10).status_code for _ in range(20)} == {401}


def test_two_addresses_of_one_ipv6_line_are_one(strict: str) -> None:
    assert [Caller(strict, f"2001:db8:1:2::{at}").sign_in().status_code for at in range(3)] == [401, 401, 429]


def test_an_address_that_somebody_else_claims_is_not_believed(strict: str) -> None:
    # Only the word of the last balancer counts: what a caller wrote before it is a claim.
    seen = [Caller(strict, f"198.51.100.{at}, 192.0.2.20").sign_in().status_code for at in range(3)]
    assert seen == [401, 401, 429]
