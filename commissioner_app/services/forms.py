"""The forms this laptop holds: published versions from the store, else those that ship with the program."""

from __future__ import annotations

import csv
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from commissioner_app.domain.registry import KINDS
from commissioner_app.errors import InputError
from commissioner_app.i18n import Language, language
from commissioner_app.services.desk import Desk
from commissioner_app.services.form_files import StoredFiles
from commissioner_app.services.form_titles import shown_title
from commissioner_app.services.lists import Lists
from commissioner_app.services.shipped_forms import ShippedForms, shipped_ids
from commissioner_app.system.paths import resource_folder

if TYPE_CHECKING:
    # The engine is loaded when the first form is opened: most commands never open one.
    from commissioner_app.forms.definition import FormDefinition
    from commissioner_app.forms.instance.form import FormInstance
    from commissioner_app.forms.screen import Node

Key = tuple[str, str]
GROUPS = frozenset({"group", "subtree"})


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form in the newest version that this laptop holds."""

    id: str
    version: str
    kind: str
    title: str


class Forms:
    """The library of forms."""

    def __init__(self, desk: Desk, lists: Lists) -> None:
        self._desk = desk
        self._shipped = ShippedForms(desk.store, lists)
        self._lock = threading.RLock()
        self._definitions: dict[Key, FormDefinition] = {}
        self._names: dict[Key, Mapping[str, str]] = {}

    def rows(self, kind: str = "") -> list[FormRow]:
        """The forms in use, by id."""
        held = {row[0]: FormRow(*row) for row in self._desk.store.forms.published()}
        for form_id in shipped_ids():
            if form_id.startswith("obs_") or self._desk.store.forms.knows(form_id):
                continue
            if form_id not in held:
                version, title = self._shipped.version(form_id), self._shipped.title(form_id)
                held[form_id] = FormRow(form_id, version, _kind_of(form_id), title)
        return sorted((row for row in held.values() if not kind or row.kind == kind), key=lambda row: row.id)

    def kind_of(self, form_id: str) -> str:
        """The kind of the records that a form makes, also of one that was retired; "" where it is not known."""
        held = next((one.kind for one in self._desk.store.forms.headers() if one.id == form_id), "")
        return held or _kind_of(form_id)

    def newest(self, form_id: str) -> str:
        """The version a new record takes. Raises ``InputError`` form_not_found, form_retired."""
        version = self.newest_or_none(form_id)
        if not version and self._desk.store.forms.knows(form_id):
            raise InputError("form_retired", form=form_id)
        if not version:
            raise InputError("form_not_found", form=form_id)
        return version

    def newest_or_none(self, form_id: str) -> str:
        """The version a new record takes; "" where this laptop has no such form, or it was retired."""
        held = self._desk.store.forms.get(form_id) if form_id else None
        if held is None and self._desk.store.forms.knows(form_id):
            return ""
        return held.version if held else self._shipped.version(form_id)

    def definition(self, form_id: str, version: str = "") -> FormDefinition:
        """The compiled form, cached. Without a version the newest; a version that is gone gives the newest as well.

        Raises ``InputError`` form_not_found."""
        wanted = version or self.newest(form_id)
        with self._lock:
            found = self._definitions.get((form_id, wanted))
            if found is None:
                found = self._load(form_id, wanted)
                self._definitions[form_id, wanted] = found
            return found

    def form_for(self, kind: str, host_id: str = "") -> str:
        """The form to record a kind with: for a visit the one of the host's industry and the writer's role (domain.md
        2.6, 3)."""
        declared = KINDS.get(kind)
        plain = declared.form if declared else ""
        if kind != "visit":
            return plain
        host = self._desk.store.records.get(host_id) if host_id else None
        appointment = self._desk.session.appointment
        fitting = visit_form(
            str(host.answers.get("industry_main", "")) if host else "", appointment.role if appointment else ""
        )
        return fitting if fitting and self.newest_or_none(fitting) else plain

    def instance(
        self,
        form_id: str,
        version: str = "",
        *,
        answers: Mapping[str, Any] | None = None,
        saved: Mapping[str, Any] | None = None,
        now: Callable[[], datetime] | None = None,
        fresh: bool = False,
    ) -> FormInstance:
        """A living form in the language of the window, filled with ``answers`` or restored from ``saved`` (a draft's).
        ``fresh``: the answers begin a new record, and the form's own first values join them.

        ``now`` stands for the laptop's clock where a record is read as it was when it was written."""
        definition = self.definition(form_id, version)
        last = self._desk.store.submissions.last_instance(form_id) if definition.last_saved_instances else ""
        return self.fill(definition, answers=answers, saved=saved, now=now, last_saved=last, fresh=fresh)

    def fill(
        self,
        definition: FormDefinition,
        *,
        answers: Mapping[str, Any] | None = None,
        saved: Mapping[str, Any] | None = None,
        now: Callable[[], datetime] | None = None,
        last_saved: str = "",
        fresh: bool = False,
    ) -> FormInstance:
        """The same of any form, also of one that was never published. ``last_saved`` is the instance finished before."""
        from commissioner_app.forms.instance.form import FormInstance

        session = self._desk.session
        properties = {"deviceid": session.device_id, "username": session.display, "phonenumber": session.phone}
        instance = FormInstance(
            definition,
            now=now or self._desk.clock.now,
            properties=properties,
            answers=answers or None,
            saved=saved or None,
            last_saved=last_saved or None,
            fresh=fresh,
        )
        set_form_language(instance, language_named(instance.languages, language()))
        return instance

    def title(self, form_id: str, lang: Language | None = None) -> str:
        """The form's title as a person reads it."""
        return shown_title(form_id, self.definition(form_id).title, lang)

    def sections(self, form_id: str, version: str = "") -> list[tuple[str, str]]:
        """(reference, label) of each section of the form, in order."""
        instance = self.instance(form_id, version)
        return [(node.ref, node.label or node.name) for node in instance.root.children if node.kind in GROUPS]

    def core_names(self, form_id: str, version: str = "") -> Mapping[str, str]:
        """Path of each question outside repeats -> key of its answer (a core field where the form ties it to one).

        Empty where this laptop does not have the form: paths are then kept as they are."""
        wanted = version or self.newest_or_none(form_id)
        if not wanted:
            return {}
        with self._lock:
            if (form_id, wanted) not in self._names:
                try:
                    root = self.instance(form_id, wanted).root
                except InputError:
                    return {}
                self._names[form_id, wanted] = {
                    node.ref.split("/", 2)[2]: node.answer_key for node in _questions(root) if node.answer_key
                }
            return self._names[form_id, wanted]

    def xml(self, form_id: str, version: str = "") -> str:
        """The XForm itself. Raises ``InputError`` form_not_found."""
        return self._content(form_id, version)[0]

    def forget(self, form_ids: Collection[str]) -> None:
        """Forget these compiled forms: what lies beside them has changed."""
        with self._lock:
            for key in [key for key in self._definitions if key[0] in form_ids]:
                del self._definitions[key]
            for key in [key for key in self._names if key[0] in form_ids]:
                del self._names[key]

    def latest(self, form_id: str) -> str:
        """The version a new one is compared with: the one in use, else the last that was, "" where there is none."""
        held = next((one.version for one in self._desk.store.forms.headers() if one.id == form_id), "")
        return self.newest_or_none(form_id) or held

    def versions(self, form_id: str) -> dict[str, str]:
        """Version -> XForm of all versions the server has sent."""
        store = self._desk.store.forms
        found = (store.get(form_id, one.version) for one in store.headers() if one.id == form_id)
        return {one.version: one.xml for one in found if one is not None}

    def reload(self) -> None:
        """Forget compiled forms, after a sync."""
        with self._lock:
            self._definitions.clear()
            self._names.clear()
            self._shipped.reload()

    def _load(self, form_id: str, version: str) -> FormDefinition:
        from commissioner_app.forms.loading import load_xform

        xml, held = self._content(form_id, version)
        return load_xform(xml, files=StoredFiles(self._desk.store, (form_id, held)))

    def _content(self, form_id: str, version: str) -> tuple[str, str]:
        """XForm and version: the wanted one, else the newest that is here. Raises ``InputError`` form_not_found."""
        store = self._desk.store.forms
        held = store.get(form_id, version)
        if held is None and version != self._shipped.version(form_id):
            held = store.get(form_id)
        xml, found = (held.xml, held.version) if held else (self._shipped.xml(form_id), version)
        if not xml:
            raise InputError("form_not_found", form=form_id)
        return xml, found


@cache
def _visit_forms() -> tuple[Mapping[str, str], ...]:
    with (resource_folder() / "forms" / "visit_forms.csv").open(encoding="utf-8-sig", newline="") as stream:
        return tuple(csv.DictReader(stream))


def visit_form(industry: str, role: str) -> str:
    """The visit form for a host's industry and the writer's role, "" for the plain one.

    It is the first line of ``resources/forms/visit_forms.csv`` that fits; an empty cell fits everything."""
    for line in _visit_forms():
        if line["role"] in ("", role) and line["industry"] in ("", industry):
            return line["form"]
    return ""


def language_named(names: tuple[str, ...], wanted: Language) -> str:
    """The form's language for one of the program's: ``English (en)`` for en; "" where the form has none for it."""
    return next((name for name in names if name == wanted or name.endswith(f"({wanted})")), "")


def set_form_language(instance: FormInstance, name: str) -> None:
    """Show the form in that language, if it has it."""
    if name and name != instance.language:
        instance.set_language(name)


def _questions(node: Node) -> Iterator[Node]:
    """Every question and repeat outside repeats."""
    for child in node.children:
        if child.kind in GROUPS:
            yield from _questions(child)
        else:
            yield child


def _kind_of(form_id: str) -> str:
    """``visit_tea`` records a visit."""
    head = form_id.partition("_")[0]
    return form_id if form_id in KINDS else head if head in KINDS else ""
