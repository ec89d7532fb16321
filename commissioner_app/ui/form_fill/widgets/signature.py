"""A signature by mouse, pen or finger, kept as a picture."""

from __future__ import annotations

from commissioner_app.ui.form_fill.widgets.drawn import DrawnWidget


class SignatureWidget(DrawnWidget):
    """White paper with a line to sign on."""

    signing = True
    file_key = "form.sign.file"
    hint_key = "form.sign.here"
    clear_key = "form.sign.again"
