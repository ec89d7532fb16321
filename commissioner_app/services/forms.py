"""The forms this laptop holds: published versions from the store, else those that ship with the program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commissioner_app.forms.definition import FormDefinition
from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.services.desk import Desk


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form in the newest version that this laptop holds."""

    id: str
    version: str
    kind: str
    title: str


class Forms:
    """The library of forms."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def rows(self, kind: str = "") -> list[FormRow]:
        """The forms in use, by id."""
        raise NotImplementedError

    def newest(self, form_id: str) -> str:
        """The version a new record takes. Raises ``InputError`` form_not_found."""
        raise NotImplementedError

    def definition(self, form_id: str, version: str = "") -> FormDefinition:
        """The compiled form, cached. Without a version the newest; a version that is gone gives the newest as well.

        Raises ``InputError`` form_not_found."""
        raise NotImplementedError

    def form_for(self, kind: str, host_id: str = "") -> str:
        """The form to record a kind with: for a visit the one of the host's industry (domain.md 3)."""
        raise NotImplementedError

    def instance(
        self,
        form_id: str,
        version: str = "",
        *,
        answers: Mapping[str, Any] | None = None,
        saved: Mapping[str, Any] | None = None,
    ) -> FormInstance:
        """A living form, filled with ``answers`` or restored from ``saved`` (a draft's)."""
        raise NotImplementedError

    def title(self, form_id: str, lang: str = "") -> str:
        """The form's title as a person reads it."""
        raise NotImplementedError

    def sections(self, form_id: str, version: str = "") -> list[tuple[str, str]]:
        """(reference, label) of each section of the form, in order."""
        raise NotImplementedError

    def reload(self) -> None:
        """Forget compiled forms, after a sync."""
        raise NotImplementedError
