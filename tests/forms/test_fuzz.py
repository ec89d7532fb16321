"""Forms and sheets damaged at random: an error with a code, or a form that works; never a traceback, never a hang."""

from __future__ import annotations

import random
import time
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commissioner_app.forms import limits
from commissioner_app.forms.check import check_file, check_tables
from commissioner_app.forms.errors import AnswerError, FormError
from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.forms.loading import load_file, load_xform
from commissioner_app.forms.run import describe
from commissioner_app.forms.xlsform.conversion import to_xform
from commissioner_app.forms.xlsform.workbook import WorkbookTables
from tests.forms.builder import run, tables, xform

SECONDS = 5.0
"""Of the processor: what else the machine does is not the form's fault."""

SHEETS = """
| survey |
| | type | name | label::zh | label::en | relevant | constraint | calculation | choice_filter | repeat_count | parameters |
| | select_one town | town | 乡镇 | Town | | | | county = 'jz' | | randomize=true seed=3 |
| | integer | n | 几个 | How many | | . < 9 | | | | |
| | begin_repeat | plot | 地块 | Plot | ${n} > 0 | | | | ${n} | |
| | decimal | area | 面积 | Area | | . > 0 | | | | |
| | range | slope | 坡度 | Slope ${area} | | | | | | start=1 end=9 step=2 |
| | end_repeat | | | | | | | | | |
| | calculate | total | | | | | sum(${area}) + indexed-repeat(${area}, ${plot}, 1) | | | |
| | geopoint | place | 位置 | Place | | | | | | |
| choices |
| | list_name | name | label::中文 (zh) | label::English (en) | county |
| | town | a | 梅山 | Meishan | jz |
| | town | b | 磨子潭 | Mozitan | hs |
"""
FORM = to_xform(tables(SHEETS)).xml.encode()
SNIPPETS = [
    b"", b" ", b".", b"..", b"/", b"//*", b"[", b"]", b"(", b")", b"'", b"1", b"-", b"=", b"current()/..", b"position(..)",
    b"instance('x')/root", b"once(1)", b"indexed-repeat(/data/a, /data, 0)", b"jr:itext('x')", b"randomize(", b"/data/plot",
    b"count(/data/plot)", b"true()", b"int", b"select", b"9" * 30, b"&#0;", b"\x00", b"\xff", b"&lt;", b"jr:template=''",
]  # fmt: skip
CELLS = [
    "", " ", "${", "${n}", "${nowhere}", "select_one", "select_one nowhere", "begin_group", "end_group", "end_repeat", "yes",
    "-1", "1e999", "\x00", "\x01", "\ud800", "a b", "1a", "(", "[", "'", "start=1", "instance('x')/root", "search('x')",
    "x" * 40_000, "calculate", "image", "audit", "entities", "名",
]  # fmt: skip


def survives(work: Callable[[], object]) -> None:
    """The work ends soon, well or with a ``FormError`` that has a text in both languages."""
    started = time.thread_time()
    try:
        work()
    except FormError as error:
        assert error.message("zh") and error.message("en")
    assert time.thread_time() - started < SECONDS


def use(xml: bytes | str) -> None:
    """All that a program does with a form."""
    form = FormInstance(load_xform(xml))
    describe(form)
    form.problems()
    form.to_answers()
    FormInstance(form.definition, saved=form.save())


damages = st.lists(
    st.tuples(
        st.integers(0, len(FORM) - 1), st.sampled_from(["insert", "cut", "value", "copy"]), st.sampled_from(SNIPPETS)
    ),
    min_size=1,
    max_size=4,
)


def damaged(form: bytes, damage: list[tuple[int, str, bytes]]) -> bytes:
    """The form with snippets put in, tags cut or doubled, and attributes' values changed."""
    data = form
    for place, how, snippet in damage:
        if how == "insert":
            data = data[:place] + snippet + data[place:]
        elif how == "value":
            start = data.find(b'="', place) + 2
            data = data[:start] + snippet + data[data.find(b'"', start) :]
        else:
            start, end = data.rfind(b"<", 0, place), data.find(b">", place) + 1
            data = data[:start] + (data[start:end] * 2 if how == "copy" else b"") + data[end:]
    return data


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damages)
def test_damaged_forms(damage: list[tuple[int, str, bytes]]) -> None:
    survives(lambda: use(damaged(FORM, damage)))


def test_a_count_beyond_all_bounds_is_followed_as_far_as_a_form_goes() -> None:
    blank = b"<n/>"
    assert blank in FORM
    survives(lambda: use(FORM.replace(blank, b"<n>" + b"9" * 30 + b"</n>")))
    form = FormInstance(load_xform(FORM))
    for count in ("10000", "2", "20000"):
        survives(lambda count=count: form.answer("/data/n", count))  # type: ignore[misc]
    assert form.node("/data/plot[10000]/area")
    survives(form.undo)
    assert form.node("/data/n").value == "2" and form.node("/data/plot[2]/area")
    for beyond in (3, 10_001):
        with pytest.raises(AnswerError):
            form.node(f"/data/plot[{beyond}]/area")


changes = st.lists(
    st.tuples(
        st.integers(0, 10_000), st.sampled_from(["cell", "drop", "copy", "column", "swap"]), st.sampled_from(CELLS)
    ),
    min_size=1,
    max_size=4,
)


def changed(source: WorkbookTables, how: list[tuple[int, str, str]]) -> WorkbookTables:
    """The tables with cells, rows and headings changed."""
    sheets = {name: [dict(row) for row in rows] for name, rows in source.sheets.items()}
    for number, what, text in how:
        pick = random.Random(number)
        rows = sheets[pick.choice(sorted(sheets))]
        if not rows:
            continue
        row = pick.choice(rows)
        if what == "cell" and row:
            row[pick.choice(sorted(row))] = text
        elif what == "drop":
            rows.remove(row)
        elif what == "copy":
            rows.insert(pick.randrange(len(rows)), dict(row))
        elif what == "column":
            row[pick.choice(["trigger", "save_to", "readonly", "bind::a:b", "label::", "media::image", text])] = text
        elif what == "swap":
            pick.shuffle(rows)
    return WorkbookTables(source.name, sheets)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes)
def test_damaged_sheets(how: list[tuple[int, str, str]]) -> None:
    made = changed(tables(SHEETS), how)
    started = time.thread_time()
    for problem in check_tables(made, "zh", Path("/nowhere")):
        assert problem.message
    assert time.thread_time() - started < SECONDS
    survives(lambda: use(to_xform(made).xml))


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".csv", ".md", ".xml"])
@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 500, bytes(range(256)) * 8, b"PK\x03\x04" + b"\x00" * 40, FORM[:900]]
)
def test_files_that_are_something_else(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"form{suffix}"
    path.write_bytes(content)
    with pytest.raises(FormError):
        load_file(path)
    assert any(problem.severity == "error" for problem in check_file(path, "en"))


def test_a_small_workbook_that_unpacks_to_a_huge_one(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts,
        parts.open("xl/worksheets/sheet1.xml", "w") as sheet,
    ):
        for _ in range(limits.UNPACKED // limits.MEGABYTE + 1):
            sheet.write(b"a" * limits.MEGABYTE)
    assert path.stat().st_size < limits.MEGABYTE
    with pytest.raises(FormError) as error:
        load_file(path)
    assert error.value.code == "file_large"


def test_more_rows_than_anybody_asks() -> None:
    survey = [{"type": "text", "name": f"q{i}", "label": "Q"} for i in range(limits.SURVEY_ROWS + 1)]
    with pytest.raises(FormError) as error:
        to_xform(WorkbookTables("t", {"survey": survey}))
    assert (error.value.code, error.value.place.sheet) == ("rows_many", "survey")


LIST = '<instance id="c" src="jr://file/{name}"/>'
ITEMS = "<itemset nodeset=\"instance('c')/root/item\"><value ref='name'/><label ref='label'/></itemset>"
CHOICE = f"<select1 ref='/data/q'>{ITEMS}</select1>"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("c.csv", b",".join(b"c%d" % i for i in range(5_000)) + b"\n" + b"1\n" * 5_000, "cells_many"),
        ("c.csv", b'name,label\n"' + b"x" * 300_000, "file_bad"),
        ("c.xml", b'<!DOCTYPE r [<!ENTITY a "x">]><root><item><name>&a;</name></item></root>', "xml_unsafe"),
        ("c.xml", b"<root>" + b"<a>" * 100_000, "xml_bad"),
        ("c.geojson", b"[" * 100_000, "file_bad"),
        (
            "c.geojson",
            b'{"type":"FeatureCollection","features":[{"geometry":{"type":"Point","coordinates":[1]}}]}',
            "file_bad",
        ),
        (
            "c.geojson",
            b'{"type":"FeatureCollection","features":[{"geometry":{"type":"Polygon","coordinates":[]}}]}',
            "file_bad",
        ),
        ("c.geojson", b'{"type":"FeatureCollection","features":[3]}', "file_bad"),
    ],
)
def test_lists_that_are_no_lists(monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, code: str) -> None:
    monkeypatch.setattr(limits, "CELLS", 1_000_000)
    with pytest.raises(FormError) as error:
        load_xform(xform("<q/>", "", CHOICE, LIST.format(name=name)), files={name: data})
    assert error.value.code == code


@pytest.mark.parametrize(
    "data", [b"", b"\x00,\x00\n", "name,label\na,b\n".encode("utf-16"), b"name\r1\r", b"name,name\n1,2,3,4\n"]
)
def test_odd_lists_are_read_as_far_as_they_go(data: bytes) -> None:
    form = FormInstance(load_xform(xform("<q/>", "", CHOICE, LIST.format(name="c.csv")), files={"c.csv": data}))
    assert isinstance(form.node("/data/q").choices, tuple)


@pytest.mark.parametrize(
    "source", ["../../etc/passwd", "http://127.0.0.1:9/c.csv", "file:///etc/passwd", "jr://file/../c.csv"]
)
def test_lists_come_from_the_folder_only(tmp_path: Path, source: str) -> None:
    (tmp_path / "form.xml").write_text(
        xform("<q/>", "", CHOICE, f'<instance id="c" src="{source}"/>'), encoding="utf-8"
    )
    definition = load_file(tmp_path / "form.xml")
    assert [warning.code for warning in definition.warnings] == ["file_missing"]
    assert FormInstance(definition).node("/data/q").choices == ()


def test_more_nodes_than_a_form_can_have() -> None:
    for fields in (
        "".join(f"<q{i}/>" for i in range(limits.NODES)),
        "<q " + "".join(f'a{i}="" ' for i in range(limits.NODES)) + "/>",
    ):
        with pytest.raises(FormError) as error:
            load_xform(xform(fields))
        assert error.value.code == "nodes_many"


def test_more_instances_than_a_blank_form_can_have() -> None:
    body = '<group ref="/data/p"><repeat nodeset="/data/p"><input ref="/data/p/a"/></repeat></group>'
    with pytest.raises(FormError) as error:
        load_xform(xform("<p><a/></p>" * (limits.BLANK_INSTANCES + 1), "", body))
    assert error.value.code == "too_many"


def test_texts_that_double_one_another_end() -> None:
    names = [f"c{i}" for i in range(60)]
    binds = "".join(
        f'<bind nodeset="/data/{name}" calculate="concat(/data/{before}, /data/{before})"/>'
        for before, name in pairwise(names)
    )
    form = run("<c0>x</c0>" + "".join(f"<{name}/>" for name in names[1:]), binds)
    assert [problem.ref for problem in form.problems()] == ["/data/c17"]
    assert form.node("/data/c16").value == "x" * 2**16


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "gb18030", "x-bogus"])
def test_encodings(encoding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding}"?>{xform("<q>中</q>")}'
    survives(lambda: use(declared.encode("utf-8" if encoding == "x-bogus" else encoding)))


def test_a_text_that_quotes_itself() -> None:
    text = "<text id='a'><value><output value=\"jr:itext('a')\"/></value></text>"
    itext = f"<itext><translation lang='x'>{text}</translation></itext>"
    survives(lambda: use(xform("<q/>", "", '<input ref="/data/q"><label ref="jr:itext(\'a\')"/></input>', itext)))
