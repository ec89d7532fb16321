"""Titles of forms in the window's language.

A spreadsheet has one title, in the language of whoever wrote it. The titles that the shipped forms came with are
translated; a form that an office published under another title keeps the office's words.
"""

from __future__ import annotations

from commissioner_app.i18n import Language, has, tr


def shown_title(form_id: str, title: str, lang: Language | None = None) -> str:
    """The title of a form as a person reads it."""
    key = f"formtitle.{form_id}"
    return tr(key, lang) if has(key) and tr(key, "zh") == title else title
