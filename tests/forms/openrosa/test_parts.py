"""A submission in several bodies: nothing lost, nothing twice, nothing too long."""

from __future__ import annotations

import itertools
from email import message_from_bytes
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.forms.openrosa.parts import INCOMPLETE, XML_PART, Part, Post, length, pieces, plan

XML = Part("submission.xml", "text/xml", 700)
SIZES = st.lists(st.integers(0, 5000), max_size=12)


def parts_of(sizes: list[int]) -> list[Part]:
    return [Part(f"{number}.jpg", "image/jpeg", size) for number, size in enumerate(sizes)]


@given(SIZES, st.integers(0, 12_000))
def test_each_file_goes_once_in_order_and_within_the_limit(sizes: list[int], limit: int) -> None:
    parts = parts_of(sizes)
    posts = plan(XML, parts, limit, "B")
    assert posts and [part for post in posts for part in post.parts] == parts
    assert [post.incomplete for post in posts] == [True] * (len(posts) - 1) + [False]
    for post in posts:
        assert not limit or len(post.parts) <= 1 or length(XML, post, "B") <= limit
    # As few as possible: no file would still have fitted where the one before it went.
    for before, after in itertools.pairwise(posts):
        assert not before.parts or length(XML, Post((*before.parts, after.parts[0]), True), "B") > limit


def test_without_a_limit_all_goes_at_once() -> None:
    assert len(plan(XML, parts_of([10**9] * 5), 0, "B")) == 1


@given(SIZES, st.booleans())
def test_the_length_is_what_the_pieces_make(sizes: list[int], incomplete: bool) -> None:
    post = Post(tuple(parts_of(sizes)), incomplete)
    body = b"".join(piece if isinstance(piece, bytes) else b"x" * piece.size for piece in pieces(XML, post, "B0"))
    assert len(body) == length(XML, post, "B0")
    read = message_from_bytes(b'Content-Type: multipart/form-data; boundary="B0"\r\n\r\n' + body)
    inside: list[Any] = list(read.walk())[1:]
    found = [(part.get_param("name", header="content-disposition"), part.get_filename()) for part in inside]
    names = [(part.name, part.name) for part in post.parts]
    assert found == [(XML_PART, "submission.xml"), *names, *([(INCOMPLETE, None)] if incomplete else [])]


@pytest.mark.parametrize("name", ['a"; x="b', "a\r\nX: y", "图.jpg"])
def test_a_name_stays_inside_its_quotes(name: str) -> None:
    header = pieces(XML, Post((Part(name, "image/jpeg", 1),), False), "B")[3]
    assert isinstance(header, bytes)
    lines = header.decode().split("\r\n")
    assert len(lines) == 5 and lines[1].count('"') == 4
