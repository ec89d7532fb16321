"""The look of the program: Qt's Fusion style, a thin palette for light and dark, the base font, one style sheet."""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

from commissioner_app.system.paths import resource_folder
from commissioner_app.ui.shared import style_sheet, theme_state
from commissioner_app.ui.shared.icons import icon, pixmap
from commissioner_app.ui.shared.theme_state import colors
from commissioner_app.ui.shared.tokens import (
    AROUND,
    BETWEEN,
    DARK,
    HAIR,
    INSIDE,
    LIGHT,
    RADIUS,
    TEXT_WIDTH,
    TONES,
    Colors,
    Tone,
    ToneStyle,
)

__all__ = [
    "AROUND",
    "BETWEEN",
    "DARK",
    "HAIR",
    "INSIDE",
    "LIGHT",
    "RADIUS",
    "TEXT_WIDTH",
    "TONES",
    "Colors",
    "Theme",
    "Tone",
    "ToneStyle",
    "apply",
    "colors",
    "ensure_chinese_font",
    "icon",
    "pixmap",
    "set_scale",
    "wants_dark",
]

Theme = Literal["system", "light", "dark"]

_CHINESE_FONT = "NotoSansSC-Regular.ttf"


COMPLETE_FONTS: Final = frozenset(
    {"Microsoft YaHei", "Microsoft YaHei UI", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC"}
)


def ensure_chinese_font(app: QApplication) -> None:
    """Use the system's font where it is known to have every character of the townships (䃥 is missing in many, domain.md
    6.5); load the bundled one elsewhere."""
    if COMPLETE_FONTS.intersection(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)):
        return
    loaded = QFontDatabase.addApplicationFont(str(resource_folder() / "fonts" / _CHINESE_FONT))
    families = QFontDatabase.applicationFontFamilies(loaded) if loaded >= 0 else []
    if families:
        font = QFont(app.font())
        font.setFamilies([families[0], font.family()])
        font.setPointSizeF(max(font.pointSizeF(), 9.75))
        app.setFont(font)


def set_scale(app: QApplication, percent: int) -> None:
    """Make all text larger; ``percent`` of the size that the system asks for."""
    base = app.property("baseSize")
    if base is None:
        base = app.font().pointSizeF()
        app.setProperty("baseSize", base)
    font = QFont(app.font())
    font.setPointSizeF(float(base) * percent / 100)
    app.setFont(font)


def wants_dark(app: QApplication, theme: Theme) -> bool:
    """Whether the chosen theme means dark now; ``system`` follows Qt's colour scheme."""
    if theme == "system":
        return app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return theme == "dark"


def apply(app: QApplication, theme: Theme = "system") -> Colors:
    """Give the application the palette and the style sheet of a theme."""
    chosen = DARK if wants_dark(app, theme) else LIGHT
    theme_state.use(chosen)
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    sheet = style_sheet.text(chosen, max(16, QFontMetrics(app.font()).height() - 3))
    if app.styleSheet() != sheet:  # taking one over restyles every widget
        app.setPalette(_palette(chosen))
        app.setStyleSheet(sheet)
    return chosen


def _palette(chosen: Colors) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for name, value in (
        (role.Window, chosen.window),
        (role.WindowText, chosen.text),
        (role.Base, chosen.base),
        (role.AlternateBase, chosen.sunken),
        (role.Text, chosen.text),
        (role.PlaceholderText, chosen.muted),
        (role.Button, chosen.base),
        (role.ButtonText, chosen.text),
        (role.ToolTipBase, chosen.base),
        (role.ToolTipText, chosen.text),
        (role.Highlight, chosen.accent),
        (role.HighlightedText, chosen.on_accent),
        (role.Link, chosen.accent),
        (role.LinkVisited, chosen.accent),
        (role.Mid, chosen.line),
        (role.Accent, chosen.accent),
    ):
        palette.setColor(name, QColor(value))
    disabled = QPalette.ColorGroup.Disabled
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(disabled, name, QColor(chosen.control))
    return palette
