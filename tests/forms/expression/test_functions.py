"""Single functions, above all where engines are easily led astray; the recorded cases cover the rest."""

from __future__ import annotations

import base64
import math

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.forms.errors import ExpressionError
from commissioner_app.forms.expression.functions.geo import EARTH
from commissioner_app.forms.expression.functions.library import checked, find
from commissioner_app.forms.expression.shuffling import seed_number, shuffle
from tests.forms.expression.evaluating import value_of

# forms-baselines section 8, and what is used though the documentation does not list it.
GROUPS = (
    "if position once coalesce checklist weighted-checklist true false boolean not",
    "selected selected-at count-selected jr:choice-name is-selected",
    "indexed-repeat count count-non-empty sum max min",
    "regex contains starts-with ends-with substr substring substring-before substring-after translate string-length",
    "normalize-space concat join boolean-from-string string digest base64-decode extract-signed",
    "round int number pow log log10 abs sin cos tan asin acos atan atan2 sqrt exp exp10 pi random floor ceiling",
    "today now decimal-date-time date date-time decimal-time format-date format-date-time",
    "area distance enclosed-area geofence intersects",
    "instance current pulldata jr:itext randomize uuid last name local-name version",
)
ALL = [name for group in GROUPS for name in group.split()]


@pytest.mark.parametrize("name", ALL)
def test_every_function_of_the_standard_is_there(name: str) -> None:
    assert find(name) is not None


@pytest.mark.parametrize("name", ["add-date", "difference-in-months", "z-score", "parse-timestamp-to-date"])
def test_what_is_not_the_standards_is_unknown(name: str) -> None:
    assert find(name) is None


@pytest.mark.parametrize(
    ("name", "likely"), [("jr:choicename", "jr:choice-name"), ("Selected", "selected"), ("coalese", "coalesce")]
)
def test_a_misspelt_function_is_told_what_was_meant(name: str, likely: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        checked(name, 2)
    assert likely in caught.value.message("zh")
    assert likely in caught.value.message("en")


def test_prefixes_mean_namespaces() -> None:
    javarosa = "http://openrosa.org/javarosa"
    assert find("j:itext", {"j": javarosa}) is find("jr:itext")
    assert find("jr:itext", {"jr": "https://example.com/other"}) is None
    assert find("j:itext") is None


@pytest.mark.parametrize(
    ("seed", "order"),
    [
        (42, "AFCBDE"),
        (-42, "EDAFBC"),
        (1, "BFEACD"),
        (11111111, "ACDBFE"),
        (0, "CBEAFD"),
        (5989458117437254, "ACBEDF"),
    ],
)
def test_a_seed_gives_the_order_that_other_clients_give(seed: int, order: str) -> None:
    assert "".join(shuffle("ABCDEF", seed)) == order


def test_a_text_as_seed_is_hashed() -> None:
    assert shuffle("ABCDEF", seed_number("mirror")) == list("ACBEDF")
    assert seed_number("") == 0
    assert seed_number(math.nan) == 0
    assert seed_number("1.9") == 1
    assert seed_number(math.inf) == 2**63 - 1


@given(st.lists(st.integers(), max_size=40), st.integers(-(2**70), 2**70))
def test_shuffling_loses_nothing(items: list[int], seed: int) -> None:
    assert sorted(shuffle(items, seed_number(float(seed)))) == sorted(items)


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def test_signed_texts() -> None:
    key = Ed25519PrivateKey.generate()
    public = encoded(key.public_key().public_bytes_raw())
    message = "金寨县;42".encode()
    signed = encoded(key.sign(message) + message)
    assert value_of(f"extract-signed('{signed}', '{public}')") == "金寨县;42"
    forged = encoded(key.sign(message) + b"other")
    other = encoded(Ed25519PrivateKey.generate().public_key().public_bytes_raw())
    for contents, opener in (
        (forged, public),
        (signed, other),
        (signed, "AAAA"),
        ("", public),
        ("?", "?"),
        ("AAAA", public),
    ):
        assert value_of(f"extract-signed('{contents}', '{opener}')") == ""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("base64-decode('6YeR5a+o')", "金寨"),
        ("base64-decode('6YeR 5a-')", ""),
        ("round('4,6')", 5.0),
        ("number('1,5') + 1", 2.5),
        ("number('1e3')", math.nan),
        ("round(-2.5)", -2.0),
        ("round(1.005, 2)", 1.01),
        ("max('', 3)", 3.0),
        ("min('', '')", math.nan),
        ("format-date(date-time(0), '%Y')[. = 1]", None),
    ],
)
def test_values(expression: str, expected: object) -> None:
    if expected is None:
        with pytest.raises(ExpressionError):
            value_of(expression)
    elif isinstance(expected, float) and math.isnan(expected):
        assert math.isnan(value_of(expression))  # type: ignore[arg-type]
    else:
        assert value_of(expression) == expected


def test_only_the_branch_taken_is_evaluated() -> None:
    assert value_of("if(true(), 1, date('no'))") == 1
    assert value_of("coalesce('a', date('no'))") == "a"
    assert value_of("coalesce('', '', 'c')") == "c"


def test_lengths_and_areas() -> None:
    degree = 2 * math.pi * EARTH / 360
    assert value_of("distance('0 0', '0 1')") == pytest.approx(degree)
    assert value_of("distance('30.5 115.5;30.5 115.5')") == 0
    assert value_of("distance('30.5 115.5') + 1") == 1
    assert value_of("area('30.5 115.5;30.6 115.5') + 1") == 1
    assert value_of("area('0 0;0 1;1 1;1 0;0 0')") == pytest.approx(degree**2, rel=1e-3)
    assert math.isnan(value_of("distance('here')"))  # type: ignore[arg-type]
    assert value_of("geofence('', '0 0;0 1;1 1;1 0;0 0')") is False
    assert value_of("geofence('0.5 0.5', '0 0;0 1;1 1;1 0;0 0')") is True
    assert value_of("intersects('0 0;1 1;0 1;1 0')") is True
    assert value_of("intersects('0 0;0 1;1 1;1 0;0 0')") is False


@given(st.floats(-80, 80), st.floats(-170, 170), st.floats(0.001, 0.1), st.integers(0, 3))
def test_an_area_does_not_depend_on_the_turn(lat: float, lng: float, size: float, start: int) -> None:
    ring = [(lat, lng), (lat, lng + size), (lat + size, lng + size), (lat + size, lng)]
    turned = ring[start:] + ring[:start]

    def area(points: list[tuple[float, float]]) -> float:
        closed = [*points, points[0]]
        return float(value_of(f"area('{';'.join(f'{a:.8f} {b:.8f}' for a, b in closed)}')"))  # type: ignore[arg-type]

    assert area(ring) == pytest.approx(area(ring[::-1]), rel=1e-6)
    assert area(turned) == pytest.approx(area(ring), rel=2e-2)
