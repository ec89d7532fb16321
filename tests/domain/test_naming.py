"""Hosts that are registered twice (domain.md 2.1)."""

from __future__ import annotations

import pytest

from commissioner_app.domain.naming import duplicates, normalised, same_host, trade_name
from tests.domain.samples import HOST


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("云雾岭茶叶有限公司", "云雾岭茶叶有限责任公司"), ("云雾岭茶叶（金寨）有限公司", "云雾岭茶叶(金寨) 有限公司"),
        ("山里人家家庭农场", "山里人家"), ("ＡＢ茶业", "ab茶业"),
    ],
)  # fmt: skip
def test_same_names(a: str, b: str) -> None:
    assert normalised(a) == normalised(b)


def test_a_bare_legal_form_stays() -> None:
    assert normalised("合作社") == "合作社"


def test_trade_names() -> None:
    assert trade_name("安徽省金寨县云雾岭茶叶有限公司", ["金寨县", "金寨"]) == "云雾岭茶叶"
    assert trade_name("金寨茶", ["金寨县", "金寨"]) == "金寨茶"


def test_reasons() -> None:
    assert same_host(HOST, {"uscc": "93340828 ma8kdb2117"}) == "uscc"
    assert same_host(HOST, {"host_name": "金寨县云雾岭茶叶", "county": "341524"}) == "name"
    assert same_host(HOST, {"host_name": "金寨县云雾岭茶叶", "county": "341525"}) is None
    assert same_host(HOST, {"contact_phone": "138 0000 1234", "village": "响山村"}) == "phone"
    assert same_host(HOST, {"contact_phone": "13800001234", "village": ""}) is None
    assert same_host({}, {}) is None


def test_duplicates_name_the_other() -> None:
    other = {"id": "h2", "uscc": HOST["uscc"]}
    assert duplicates(HOST, [{"id": "h3"}, other]) == [(other, "uscc")]
