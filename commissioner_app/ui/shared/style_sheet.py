"""The one style sheet: only what a palette cannot say (radius, padding, the primary button, muted text)."""

from __future__ import annotations

from commissioner_app.system.paths import resource_folder
from commissioner_app.ui.shared.tokens import HAIR, INSIDE, RADIUS, Colors

_TEMPLATE = """
QToolTip {{ color: {text}; background: {base}; border: 1px solid {line}; padding: {hair}px; }}
QLabel[muted="true"] {{ color: {muted}; }}
QLabel[tone="returned"] {{ color: {returned}; }}
QLabel[tone="attention"] {{ color: {attention}; }}
QLabel[tone="ok"] {{ color: {ok}; }}
QLabel[tone="waiting"] {{ color: {waiting}; }}
#line {{ background: {line}; border: 0; }}
QPushButton, QToolButton, QLineEdit {{ icon-size: {icon}px {icon}px; }}
QPushButton {{
    background: {base}; color: {text}; border: 1px solid {control}; border-radius: {radius}px;
    padding: 6px 14px;
}}
QPushButton:hover {{ background: {hover}; }}
QPushButton:pressed {{ background: {sunken}; }}
QPushButton:focus {{ border-color: {accent}; }}
QPushButton:disabled {{ color: {control}; border-color: {line}; }}
QPushButton[primary="true"] {{ background: {accent}; color: {on_accent}; border-color: {accent}; }}
QPushButton[primary="true"]:hover {{ background: {accent_hover}; border-color: {accent_hover}; }}
QPushButton[primary="true"]:focus {{ border-color: {text}; }}
QPushButton[primary="true"]:disabled {{ background: {sunken}; color: {muted}; border-color: {line}; }}
QPushButton[flat="true"] {{ background: transparent; border-color: transparent; color: {accent}; padding: 5px {inside}px; }}
QPushButton[flush="true"] {{ padding-left: 0; }}
QPushButton::menu-indicator {{
    image: url("{chevron}"); width: {arrow}px; height: {arrow}px;
    subcontrol-origin: padding; subcontrol-position: center right; right: {hair}px;
}}
QPushButton[flat="true"]:hover {{ background: {hover}; }}
QPushButton[flat="true"]:focus {{ border-color: {accent}; }}
QToolButton {{ border: 1px solid transparent; border-radius: {radius}px; padding: {hair}px; }}
QToolButton[tight="true"] {{ padding: 0 {hair}px; }}
QToolButton:hover {{ background: {hover}; }}
QToolButton:focus {{ border-color: {accent}; }}
QToolButton::menu-indicator {{ image: none; }}
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QDateTimeEdit, QComboBox {{
    background: {base}; color: {text}; border: 1px solid {control}; border-radius: {radius}px;
    padding: 5px {inside}px; selection-background-color: {accent}; selection-color: {on_accent};
}}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus,
QDateTimeEdit:focus, QComboBox:focus {{ border: 1px solid {accent}; }}
QLineEdit:read-only {{ background: {sunken}; }}
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"] {{ border-color: {returned}; }}
QComboBox QLineEdit, QComboBox QLineEdit:focus {{ border: 0; padding: 0; background: transparent; }}
QComboBox::drop-down, QDateTimeEdit::drop-down {{ border: 0; width: {drop}px; }}
QComboBox::down-arrow, QDateTimeEdit::down-arrow {{ image: url("{chevron}"); width: {drop_arrow}px; height: {drop_arrow}px; }}
QComboBox QAbstractItemView {{
    background: {base}; border: 1px solid {line}; selection-background-color: {selected}; selection-color: {text};
}}
QMenu {{ background: {base}; border: 1px solid {line}; padding: {hair}px; }}
QMenu::item {{ padding: 6px 24px 6px 12px; border-radius: {hair}px; }}
QMenu::item:selected {{ background: {selected}; color: {text}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: {hair}px; }}
QAbstractItemView {{ outline: 0; icon-size: {icon}px {icon}px; }}
QListView, QTableView, QTreeView {{
    background: {base}; border: 0; selection-background-color: {selected}; selection-color: {text};
    gridline-color: {line};
}}
QListView[framed="true"] {{ border: 1px solid {control}; border-radius: {radius}px; padding: {hair}px; }}
QListView::indicator {{
    width: {icon}px; height: {icon}px; border: 1px solid {control}; border-radius: 4px; background: {base};
}}
QListView::indicator:checked {{ background: {accent}; border-color: {accent}; image: url("{tick}"); }}
QListView[framed="true"]:focus {{ border-color: {accent}; }}
QListView[framed="true"]::item {{ padding: {hair}px; border-radius: {hair}px; color: {text}; }}
QListView[framed="true"]::item:selected {{ background: {selected}; }}
QTableView::item {{ padding: 0 5px; border: 0; }}
QTableView::item:selected {{ background: {selected}; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 20px; border: 0; background: transparent; }}
QAbstractSpinBox::up-arrow {{ image: url("{up}"); width: {arrow}px; height: {arrow}px; }}
QAbstractSpinBox::down-arrow {{ image: url("{chevron}"); width: {arrow}px; height: {arrow}px; }}
QHeaderView::section {{
    background: {window}; color: {muted}; border: 0; border-bottom: 1px solid {line}; padding: 5px {inside}px;
}}
QScrollArea {{ border: 0; background: transparent; }}
QScrollBar:vertical {{ width: 10px; background: transparent; margin: 0; }}
QScrollBar:horizontal {{ height: 10px; background: transparent; margin: 0; }}
QScrollBar::handle {{ background: {control}; border-radius: 3px; margin: 2px; min-height: 28px; min-width: 28px; }}
QScrollBar::handle:hover {{ background: {muted}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
    background: transparent; width: 0; height: 0;
}}
QSplitter::handle {{ background: {line}; }}
QSplitter::handle:hover {{ background: {accent}; }}
QProgressBar {{ background: {sunken}; border: 0; border-radius: 3px; max-height: 6px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
QCheckBox, QRadioButton {{ spacing: {inside}px; }}
QCheckBox::indicator, QRadioButton::indicator {{
    width: {icon}px; height: {icon}px; border: 1px solid {control}; background: {base};
}}
QCheckBox::indicator {{ border-radius: 4px; }}
QRadioButton::indicator {{ border-radius: {radio_round}px; width: {radio}px; height: {radio}px; }}
QCheckBox::indicator:hover, QRadioButton::indicator:hover, QCheckBox::indicator:focus, QRadioButton::indicator:focus {{
    border-color: {accent};
}}
QCheckBox:focus, QRadioButton:focus {{ color: {accent}; }}
QCheckBox::indicator:checked {{ background: {accent}; border-color: {accent}; image: url("{tick}"); }}
QRadioButton::indicator:checked {{ background: {base}; border: {ring}px solid {accent}; width: {dot}px; height: {dot}px; }}
QGroupBox {{ border: 0; margin: 0; padding: 0; }}
#panel {{ background: {base}; }}
#rail {{ background: {window}; border: 0; border-right: 1px solid {line}; }}
#statusText {{ text-align: left; padding-left: 2px; background: transparent; border-color: transparent; }}
#statusText:hover {{ background: {hover}; }}
#statusText:focus {{ border-color: {accent}; }}
QToolButton[photo="true"] {{ background: {sunken}; }}
QToolButton[onMap="true"] {{ background: {base}; border-color: {line}; }}
QToolButton[onMap="true"]:hover {{ background: {hover}; }}
QFrame[link="true"] {{ border: 1px solid transparent; border-radius: {radius}px; }}
QFrame[link="true"]:hover {{ background: {hover}; }}
QFrame[link="true"]:focus {{ border-color: {accent}; }}
#statusLine {{ background: {window}; border: 0; border-top: 1px solid {line}; }}
#card {{ background: {base}; border: 1px solid {line}; border-radius: {radius}px; }}
#floating {{ background: {base}; border: 1px solid {control}; border-radius: {radius}px; }}
"""


def text(colors: Colors, icon: int = 16) -> str:
    """The style sheet of a palette; ``icon`` is the side of icons in buttons, and what other signs are measured by."""
    theme = "dark" if colors.dark else "light"
    icons = resource_folder() / "icons"
    ring = round(icon * 5 / 16)
    radio = icon - 1
    return _TEMPLATE.format(
        icon=icon,
        radio=radio,
        # Half of the whole width, the border of a pixel on either side included.
        radio_round=(radio + 2) // 2,
        ring=ring,
        dot=radio + 2 - 2 * ring,
        arrow=icon * 3 // 4,
        drop=icon + 6,
        drop_arrow=icon - 2,
        window=colors.window,
        base=colors.base,
        sunken=colors.sunken,
        hover=colors.hover,
        selected=colors.selected,
        text=colors.text,
        muted=colors.muted,
        line=colors.line,
        control=colors.control,
        accent=colors.accent,
        accent_hover=colors.accent_hover,
        on_accent=colors.on_accent,
        returned=colors.tone("returned"),
        attention=colors.tone("attention"),
        ok=colors.tone("ok"),
        waiting=colors.tone("waiting"),
        hair=HAIR,
        inside=INSIDE,
        radius=RADIUS,
        chevron=(icons / f"chevron-down-{theme}.svg").as_posix(),
        up=(icons / f"chevron-up-{theme}.svg").as_posix(),
        tick=(icons / f"check-{theme}.svg").as_posix(),
    )
