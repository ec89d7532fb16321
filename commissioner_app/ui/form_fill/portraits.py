"""Pictures of the questions of a form, each as wide as on the page: for the gallery of the documentation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QWidget

from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.services.program import Program
from commissioner_app.ui.form_fill.body import Body
from commissioner_app.ui.form_fill.paging import pages
from commissioner_app.ui.form_fill.repeats import repeat_block
from commissioner_app.ui.form_fill.section_view import SectionView
from commissioner_app.ui.form_fill.session import FormSession
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.widgets.upload import png_of
from commissioner_app.ui.shared.shell import Shell

WIDTH, HEIGHT = 620, 900
# Maps and thumbnails come from the background.
_SETTLE_MS: Final = 120


def portraits(program: Program, shell: Shell, form: FormInstance, now: datetime) -> Iterator[tuple[str, bytes]]:
    """The name and a PNG of each question, and of each group that is asked together, in the form's order."""
    holder = QWidget()
    holder.resize(WIDTH, HEIGHT)
    session = FormSession(form, holder)
    tools = FieldTools(program, shell, holder, now=lambda: now, files=form.definition.files)
    body = Body(session, tools, repeat_block, holder)
    holder.show()
    for section in pages(session.root):
        node = session.node(section.refs[0])
        if not node.relevant:
            continue
        view = SectionView(section, body)
        view.setParent(holder)
        view.resize(holder.size())
        view.show()
        holder.setFocus()
        _settle()
        yield node.name, png_of(view.content.grab().toImage())
        body.forget(view)
        view.hide()
        view.deleteLater()
    holder.close()
    holder.deleteLater()


def _settle() -> None:
    loop = QEventLoop()
    QTimer.singleShot(_SETTLE_MS, loop.quit)
    loop.exec()
