"""Found by name, word, pinyin, initials or number, newest first, quickly (perf-baselines: full-text search)."""

from __future__ import annotations

import dataclasses
import random

import pytest

from commissioner_app.store.rows import ListQuery
from commissioner_app.store.search import query_words
from commissioner_app.store.store import Store
from tests.store.samples import answers, record, wire

CALLS = 9


def _put(store: Store, name: str, kind: str = "host", **more: str) -> str:
    one = record({"name": name, **more}, kind=kind)
    store.records.put(one, dirty=False)
    return one.id


@pytest.mark.parametrize(
    "text",
    [
        "云雾",
        "云",
        "雾茶",
        "金寨县云雾茶厂",
        "jzxyw",
        "yunwu",
        "ywcc",
        "JinZhai",
        "云雾 金寨",
        "茶厂 91341524",
        "9134",
        "红星",
    ],
)
def test_what_is_typed_finds_the_firm(store: Store, text: str) -> None:
    wanted = _put(store, "金寨县云雾茶厂", content="统一代码 91341524MA2N 红星村")
    _put(store, "霍山县石斛合作社")
    assert [hit.id for hit in store.search.find(text)] == [wanted]


@pytest.mark.parametrize("text", ["", "  ", "云斛", "\ua000host", '"', "云雾 霍山", "*", "AND", "茶厂 NOT 云"])
def test_what_is_not_there_is_not_found_and_nothing_breaks(store: Store, text: str) -> None:
    _put(store, "金寨县云雾茶厂")
    assert store.search.find(text) == []


def test_newest_first_within_kinds_and_without_deleted(store: Store) -> None:
    old, new = _put(store, "甲茶厂"), _put(store, "乙茶厂")
    visit = _put(store, "丙茶厂", "visit")
    assert [hit.id for hit in store.search.find("茶厂")] == [visit, new, old]
    assert [hit.id for hit in store.search.find("茶厂", ("host",))] == [new, old]
    assert [hit.id for hit in store.search.find("茶厂", ("host", "visit"), limit=1)] == [visit]
    one = store.records.get(new)
    assert one is not None
    store.records.put(dataclasses.replace(one, deleted=True), dirty=True)
    assert [hit.id for hit in store.search.find("茶厂", ("host",))] == [old]


def test_a_change_is_found_by_its_new_words_only(store: Store) -> None:
    one = record({"name": "旧名字"})
    store.records.put(one, dirty=False)
    assert store.search.find("旧名")
    store.records.put(dataclasses.replace(one, answers={"name": "新牌子"}), dirty=True)
    assert store.search.find("旧名") == []
    assert [hit.title for hit in store.search.find("新牌")] == ["新牌子"]
    store.records.remove([one.id])
    assert store.search.find("新牌") == []


def test_a_load_is_indexed_in_the_background_piece_by_piece(store: Store) -> None:
    rng = random.Random(1)
    store.buckets.load_page("b", store.buckets.page([wire(number, rng) for number in range(450)], "t"))
    assert store.search.pending() == 450
    counts = [store.search.index_some(200) for _ in range(4)]
    assert counts == [200, 200, 50, 0]
    assert len(store.search.find("技术", limit=100)) == 100


def test_words_of_a_query() -> None:
    assert query_words("金寨县A1 茶") == ["金寨", "寨县", "a1*", "茶"]
    assert query_words("ＡＢ１２") == ["ab12*"]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    from tests.store.samples import KEY, KINDS

    store = Store.open(tmp_path_factory.mktemp("large"), KEY, kinds=KINDS)
    rng = random.Random(2)
    with store.database.bulk():
        for start in range(0, 6000, 2000):
            store.buckets.load_page("b", store.buckets.page([wire(start + at, rng) for at in range(2000)], "t"))
    while store.search.index_some(500):
        pass
    yield store
    store.close()


def test_lists_filter_sort_and_count_like_python(large: Store) -> None:
    rng = random.Random(5)
    every = large.records.list(ListQuery(kind="visit"))
    assert len(every) == 6000
    for _ in range(25):
        query = ListQuery(
            kind="visit",
            owner=rng.choice(["", "p3"]),
            host=rng.choice(["", "", "h7"]),
            states=rng.choice([(), ("0",), ("1",)]),
            date_from=rng.choice(["", "2026-05-01"]),
            date_to=rng.choice(["", "2026-08-31"]),
            order=rng.choice(["date", "title", "updated_at"]),
            descending=rng.random() < 0.5,
        )
        wanted = [
            row
            for row in every
            if query.owner in ("", row.owner)
            and query.host in ("", row.host)
            and (not query.states or row.state in query.states)
            and (not query.date_from or row.date >= query.date_from)
            and (not query.date_to or row.date <= query.date_to)
        ]
        found = large.records.list(query)
        assert {row.id for row in found} == {row.id for row in wanted}
        keys = [getattr(row, query.order) for row in found]
        assert keys == sorted(keys, reverse=query.descending)
        assert large.records.count(query) == len(wanted)
        page = large.records.list(dataclasses.replace(query, limit=7, offset=3))
        assert page == found[3:10]


def test_text_in_a_list_finds_what_the_words_say(large: Store) -> None:
    found = large.records.list(ListQuery(kind="visit", text="霍山 石斛", order="title"))
    assert found
    assert large.records.count(ListQuery(kind="visit", text="霍山 石斛")) == len(found)
    assert large.records.list(ListQuery(kind="host", text="霍山 石斛")) == []
    assert large.records.list(ListQuery(kind="visit", text="。。")) == []


def test_answers_of_the_samples_are_of_the_size_of_the_baselines() -> None:
    import orjson

    assert 1000 < len(orjson.dumps(answers(1, random.Random(1)))) < 2500
