"""What can be wrong with a form: one error class with a code, a place and parameters for its text.

::

    FormError
      ExpressionError   an XPath expression that cannot be parsed or evaluated
      AnswerError       a reference or value given from outside that the form does not know
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from commissioner_app.forms.messages import text


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the source something is wrong; empty fields are unknown. ``row`` counts from 1 as spreadsheets do."""

    sheet: str = ""
    row: int = 0
    column: str = ""
    node: str = ""
    expression: str = ""

    def __str__(self) -> str:
        parts = [self.sheet, f"row {self.row}" if self.row else "", self.column, self.node, self.expression]
        return " / ".join(part for part in parts if part)


class FormError(Exception):
    """A form, sheet or expression that cannot be used. ``code`` names the text in ``messages``, ``place`` says where.

    A parameter ``near`` is what the author may have meant.
    """

    def __init__(self, code: str, place: Place | None = None, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.place = place or Place()
        self.params = params

    def message(self, language: str = "en") -> str:
        """The text for a person ("zh" or "en"), without the place."""
        message = text(self.code, language, **self.params)
        near = self.params.get("near")
        return text("guess", language, message=message, near=near) if near else message

    def at(self, place: Place) -> FormError:
        """The same error, found at a place."""
        return type(self)(self.code, place, **self.params)

    def __str__(self) -> str:
        where = str(self.place)
        return f"{self.message()} [{where}]" if where else self.message()


class ExpressionError(FormError):
    """An expression that does not parse, names an unknown function, or fails while being evaluated."""


class AnswerError(FormError):
    """A reference or a value from outside that does not fit the form."""


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One finding of ``form check``: where it is in the spreadsheet (row from 1, 0 where unknown) and what it is."""

    severity: Literal["error", "warning"]
    sheet: str
    row: int
    column: str
    message: str
    code: str = ""
