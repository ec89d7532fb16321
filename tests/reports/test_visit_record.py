"""The printed visit record, read back from the PDF."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from commissioner_app.errors import InputError
from commissioner_app.reports.data import Options, Photo, VisitSheet
from commissioner_app.reports.layout.frame import LEFT, WIDTH
from commissioner_app.reports.layout.qr import modules
from commissioner_app.reports.visit_record import render
from tests.reports import readback
from tests.reports.samples import TEST_STRING, photos, signed, visit

GOLDEN = Path(__file__).parent / "golden"


def golden(name: str, data: bytes) -> None:
    """Compare with the stored text; ``UPDATE_GOLDEN=1`` writes it anew, to be looked at in the diff."""
    path = GOLDEN / f"{name}.txt"
    text = "\f\n".join(readback.texts(data))
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_golden_text_in_both_languages() -> None:
    golden("visit_record_zh", render([visit()], Options()).data)
    golden("visit_record_en", render([visit(lang="en")], Options()).data)


def test_every_character_of_the_test_string_is_there() -> None:
    text = readback.squeezed("".join(readback.texts(render([visit(problem=TEST_STRING)], Options()).data)))
    assert readback.squeezed(TEST_STRING) in text


def test_rare_characters_can_be_copied_out() -> None:
    text = "".join(readback.texts(render([visit(met_persons="王𣗋、李𠙶")], Options()).data))
    assert "王𣗋、李𠙶" in text


def test_all_fonts_are_embedded_subsets() -> None:
    data = render([visit(photos=photos(1))], Options()).data
    names, count, embedded = readback.fonts(data)
    assert count == embedded
    assert all(re.match(r"[A-Z]{6}\+", name) for name in names)
    assert readback.drawn_by_embedded_fonts(data)
    assert len(data) < 300_000


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_character_leaves_the_type_area(lang: str) -> None:
    sheet = visit(lang=lang, host="超长名称" * 20, place="x" * 120, problem="wwwwwwwwww" * 90)
    for page in readback.chars(render([sheet], Options()).data):
        assert all(char.left >= LEFT - 1 and char.right <= LEFT + WIDTH + 1 for char in page)
        assert all(char.bottom > 15 for char in page)


def test_long_text_goes_on_overleaf_under_a_repeated_head() -> None:
    document = render([visit(problem="低温冻害，" * 300, advice="轻修剪后追肥；" * 250)], Options())
    pages = readback.texts(document.data)
    assert document.pages == len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert "341524-2026-A7-0042" in page
        assert f"第{number}页共{len(pages)}页" in readback.squeezed(page)
    assert all("（续）" in page and "金寨县云岭茶叶专业合作社" in page for page in pages[1:])


@pytest.mark.parametrize("length", range(0, 1400, 130))
def test_the_signature_block_stands_with_the_row_above(length: int) -> None:
    sheet = visit(advice="气" * length, extras=(), next_visit_on="", followups=())
    pages = readback.texts(render([sheet], Options()).data)
    [page] = [page for page in pages if "服务对象签字（盖章）：" in page]
    assert "科技特派员签字：" in page
    assert readback.squeezed(page).count("年月日") == 2
    assert "N-0042 高山茶园低温霜冻预警与防控" in page


def test_photos_follow_with_captions_and_times() -> None:
    document = render([visit(photos=photos(5))], Options())
    text = "".join(readback.texts(document.data))
    assert readback.images(document.data) == 5
    assert "照片附后，共 5 张。" in text
    assert all(f"照片 {n + 1} 受冻新梢 {n + 1} 2026年3月5日 10:{n:02d}" in text for n in range(5))


def test_photos_can_be_left_out() -> None:
    document = render([visit(photos=photos(2))], Options(photos=False))
    assert readback.images(document.data) == 0
    assert "照片附后" not in "".join(readback.texts(document.data))


def test_a_broken_photo_is_named_and_spoils_nothing() -> None:
    document = render([visit(photos=(Photo(b"not a picture", "树冠"), *photos(1)))], Options())
    text = "".join(readback.texts(document.data))
    assert "（此照片不在本机或无法打开）" in text
    assert "照片 1 树冠" in text
    assert readback.images(document.data) == 1


def test_signatures_are_drawn_with_their_date() -> None:
    document = render([signed()], Options())
    assert readback.images(document.data) == 2
    assert "".join(readback.texts(document.data)).count("2026年3月5日") >= 3


def test_empty_rows_show_a_stroke_or_stay_blank() -> None:
    sheet = visit(needs=(), remarks="")
    stroke, blank = (
        readback.squeezed("".join(readback.texts(render([sheet], Options(empty=mark)).data)))
        for mark in ("slash", "blank")
    )
    assert "收集需求/" in stroke
    assert "收集需求/" not in blank


def test_a_sheet_without_values_is_the_paper_form() -> None:
    document = render([VisitSheet()], Options(empty="blank"))
    assert document.pages == 1
    [text] = readback.texts(document.data)
    assert "科技特派员服务记录表" in text
    assert text.rstrip().endswith("第 1 页 共 1 页"), "no code without a number"


def test_same_input_same_bytes() -> None:
    sheets = [visit(photos=photos(1)), signed()]
    assert render(sheets, Options()).data == render(sheets, Options()).data


def test_several_sheets_have_their_own_page_numbers() -> None:
    document = render([visit(extras=()), visit(extras=(), rec_no="341524-2026-A7-0043")], Options())
    pages = readback.texts(document.data)
    assert document.pages == 2
    assert all("第 1 页 共 1 页" in page for page in pages)
    assert document.name == "金寨县科技特派员服务记录表.pdf"


def test_metadata_says_title_author_and_language() -> None:
    document = render([visit()], Options(author="江映山"))
    meta = pdfium.PdfDocument(document.data).get_metadata_dict()
    assert (meta["Title"], meta["Author"]) == ("金寨县科技特派员服务记录表", "江映山")
    assert re.search(rb"/Lang \(zh-CN\)", document.data)
    assert document.name == "金寨县科技特派员服务记录表_341524-2026-A7-0042.pdf"


def test_the_code_holds_number_and_hash_only() -> None:
    rows = modules("341524-2026-A7-0042 3F2A9C1B")
    assert len(rows) == len(rows[0]) >= 25
    assert rows[0][:8] == (True,) * 7 + (False,), "finder pattern"


def test_nothing_to_print_is_said() -> None:
    with pytest.raises(InputError) as error:
        render([], Options())
    assert error.value.code == "report_nothing"


def test_a_field_that_holds_control_characters_prints() -> None:
    text = "".join(readback.texts(render([visit(effect="第一\x00行\r\n第二行\ud800")], Options()).data))
    assert "第一行" in text
