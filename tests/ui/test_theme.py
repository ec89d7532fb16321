"""Every text colour reaches 4.5 : 1 on every ground it is put on, in both themes; icons exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QFont, QRawFont
from PySide6.QtWidgets import QApplication

from commissioner_app.system.paths import resource_folder
from commissioner_app.ui.shared import style_sheet, theme
from commissioner_app.ui.shared.detail_parts import Facts
from commissioner_app.ui.shared.form_layout import button
from commissioner_app.ui.shared.glyph import Glyph
from commissioner_app.ui.shared.icons import icon, pixmap
from commissioner_app.ui.shared.tokens import DARK, LIGHT, TONES, Colors

UI = Path(__file__).resolve().parents[2] / "commissioner_app" / "ui"


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_texts_can_be_read(colors: Colors) -> None:
    grounds = (colors.window, colors.base, colors.hover, colors.selected)
    pairs = [(ink, ground) for ink in (colors.text, colors.muted, colors.accent) for ground in grounds[:3]]
    pairs += [(colors.text, colors.selected), (colors.muted, colors.selected), (colors.text, colors.sunken)]
    pairs += [(tone, ground) for tone in colors.tones.values() for ground in grounds]
    pairs += [(colors.tones[name], colors.tints[name]) for name in colors.tones]
    pairs += [(colors.text, tint) for tint in colors.tints.values()]
    pairs += [(colors.on_accent, colors.accent), (colors.on_accent, colors.accent_hover)]
    weak = [(ink, ground, round(contrast(ink, ground), 2)) for ink, ground in pairs if contrast(ink, ground) < 4.5]
    assert not weak


def test_each_tone_has_an_icon_and_a_colour() -> None:
    for name, style in TONES.items():
        assert (resource_folder() / "icons" / f"{style.icon}.svg").exists()
        assert name in LIGHT.tones and name in DARK.tones


def test_each_icon_named_in_the_code_is_here() -> None:
    named = re.compile(r"(?:icon|pixmap|button|icon_button|EmptyState)\(\s*(?:tr\([^)]*\),\s*)?\"([a-z0-9-]+)\"")
    missing = {
        (path.name, name)
        for path in UI.rglob("*.py")
        for name in named.findall(path.read_text(encoding="utf-8"))
        if not (resource_folder() / "icons" / f"{name}.svg").exists()
    }
    assert not missing


def test_icons_are_drawn_in_the_colour_asked_for(dressed: QApplication) -> None:
    picture = pixmap("circle-minus", 24, "#FF0000").toImage()
    drawn = {
        picture.pixelColor(x, y).name() for x in range(24) for y in range(24) if picture.pixelColor(x, y).alpha() > 200
    }
    assert drawn == {"#ff0000"}
    assert not icon("sun").isNull()
    assert icon("no-such-icon").isNull()


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_the_style_sheet_names_files_that_exist(colors: Colors) -> None:
    for path in re.findall(r'url\("([^"]+)"\)', style_sheet.text(colors)):
        assert Path(path).exists()


def test_every_township_can_be_read_in_the_window(qapp: QApplication) -> None:
    theme.ensure_chinese_font(qapp)
    shown = [family for family in qapp.font().families() if QRawFont.fromFont(QFont(family)).supportsCharacter(0x40E5)]
    assert shown, "no font of the window has U+40E5 (流波䃥镇)"


def test_signs_grow_with_the_text(dressed: QApplication) -> None:
    for side in (16, 24, 32):
        sheet = style_sheet.text(LIGHT, side)
        assert f"QRadioButton::indicator {{\n    width: {side}px; height: {side}px" in sheet
        assert f"width: {side - 2}px; height: {side - 2}px" in sheet
    glyph = Glyph("clock", "muted")
    before = glyph.pixmap().deviceIndependentSize().height()
    font = glyph.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    glyph.setFont(font)
    assert glyph.pixmap().deviceIndependentSize().height() >= 1.8 * before


def test_a_sign_takes_the_colours_of_the_other_theme(dressed: QApplication) -> None:
    theme.apply(dressed, "light")
    glyph = Glyph("clock", "muted")
    glyph.show()
    light = glyph.pixmap().toImage()
    theme.apply(dressed, "dark")
    QApplication.processEvents()
    assert glyph.pixmap().toImage() != light
    theme.apply(dressed, "light")
    glyph.close()


def test_a_value_takes_a_line_of_its_own_by_its_width(dressed: QApplication) -> None:
    facts = Facts([("a", "team leader, science commissioner"), ("b", "x"), ("c", "茶" * 29)])
    grid: Any = facts.layout()
    spans = [tuple(grid.getItemPosition(at)) for at in range(3)]
    assert [(line, place, wide) for line, place, _tall, wide in spans] == [(0, 0, 1), (0, 1, 1), (1, 0, 2)]


def test_an_icon_in_a_button_is_no_higher_than_the_words(dressed: QApplication) -> None:
    made = button("同步", "refresh-cw")
    made.ensurePolished()
    assert made.iconSize().width() == made.iconSize().height() <= made.fontMetrics().height()
