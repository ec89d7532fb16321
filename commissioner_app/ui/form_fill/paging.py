"""Forms that ask page by page (``style`` with ``pages``): a question to a page, or a group that asks for one together."""

from __future__ import annotations

from collections.abc import Iterator

from commissioner_app.forms.screen import Node
from commissioner_app.ui.form_fill import nodes
from commissioner_app.ui.form_fill.plan import Section, sections
from commissioner_app.ui.form_fill.session import FormSession

PAGES = "pages"
TOGETHER = "field-list"


def sections_of(session: FormSession) -> list[Section]:
    """What stands on a page of its own: by the form's groups, or page by page where the form wants that."""
    return pages(session.root) if PAGES in session.form.definition.style else sections(session.root)


def pages(node: Node) -> list[Section]:
    """The pages in order: each question, each repeat, and each group with the appearance ``field-list``."""
    return list(_pages(node))


def _pages(node: Node) -> Iterator[Section]:
    for child in node.children:
        if not nodes.is_paintable(child):
            continue
        ref = child.ref
        if nodes.is_question(child):
            yield Section(ref, "", (ref,))
        elif child.kind == nodes.REPEAT or TOGETHER in child.appearances:
            yield Section(ref, ref, (ref,))
        else:
            yield from _pages(child)
