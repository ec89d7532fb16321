"""The markup of labels: what is understood, what stays as it was written, and that nothing else comes through."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.ui.form_fill.markup import plain, rich


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("面积 < 5 & 株数", "面积 &lt; 5 &amp; 株数"),
        ("一\n二", "一<br>二"),
        ("**重要**的 *话*", "<b>重要</b>的 <i>话</i>"),
        ("__a__ _b_ c_d_e", "<b>a</b> <i>b</i> c_d_e"),
        ("3 * 4 * 5", "3 * 4 * 5"),
        ("# 标题\n正文", "<h1>标题</h1>正文"),
        ("#1 号园", "#1 号园"),
        ("[网站](https://example.org/a_b_c)", '<a href="https://example.org/a_b_c">网站</a>'),
        ("[坏](javascript:alert(1))", "[坏](javascript:alert(1))"),
        ("- 一\n- 二", "<ul><li>一</li><li>二</li></ul>"),
        ("- 一", "- 一"),
        ("1. 姓名\n2. 年龄", "1. 姓名<br>2. 年龄"),
        (r"\*不斜\*", "*不斜*"),
        ('<span style="color:red; position: fixed">红</span>', '<span style="color: red">红</span>'),
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
        ('<img src="file:///etc/passwd">', '&lt;img src="file:///etc/passwd"&gt;'),
    ],
)
def test_markup(written: str, shown: str) -> None:
    assert rich(written) == shown


def test_plain_words_are_left() -> None:
    assert plain("## **茶园** _面积_ [图](https://a.b)\n- 一\n- 二") == "茶园 面积 图\n一\n二"
    assert plain("a < b") == "a < b"


_ALLOWED = re.compile(
    r"</?(?:span|p|div|strong|b|em|i|u|s|small|big|sub|sup|code|font|h[1-6]|ul|li)"
    r"(?: (?:style|color|align|dir)=\"[^\"<>]*\")*>|<br>"
    r"|<a href=\"(?:https?://|mailto:|tel:)[^\"<> ]*\">|</a>",
    re.IGNORECASE,
)


@given(st.text(st.sampled_from("ab *_#[]()<>/\\\"'=:;-\n你url") | st.characters(), max_size=60))
def test_nothing_but_the_known_elements_comes_through(written: str) -> None:
    left = _ALLOWED.sub("", rich(written))
    assert "<" not in left and ">" not in left


@given(st.sampled_from(["span", "p", "img", "a", "object"]), st.text(max_size=40))
def test_no_attribute_loads_anything(element: str, rest: str) -> None:
    shown = rich(f"<{element} src='http://x' onclick='y' style='background-image: url(http://x);{rest}'>w</{element}>")
    for tag in re.findall(r"<[a-z]+[^>]*>", shown):
        assert "src=" not in tag and "onclick" not in tag and "url" not in tag
