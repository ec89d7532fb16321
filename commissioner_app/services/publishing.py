"""Forms as their authors see them: every version with its use, a spreadsheet tried before it is published, publishing and
retiring by headquarters."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import quote

from commissioner_app.domain.registry import KINDS
from commissioner_app.errors import InputError
from commissioner_app.i18n import Language, language, tr
from commissioner_app.services.core_fields import core_fields
from commissioner_app.services.desk import Desk
from commissioner_app.services.form_titles import shown_title
from commissioner_app.services.forms import Forms
from commissioner_app.services.lists import Lists
from commissioner_app.services.sync import Runner
from sync_protocol import limits
from sync_protocol.roles import PUBLISHERS

if TYPE_CHECKING:
    from commissioner_app.forms.check import Known
    from commissioner_app.forms.definition import FormDefinition
    from commissioner_app.forms.differences import CoreLoss, Difference
    from commissioner_app.forms.errors import FormProblem

VersionState = Literal["current", "older", "retired", "shipped"]
SPREADSHEETS: Final = (".xlsx", ".xls", ".xml", ".md", ".csv")


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of a form. ``state``: current (new records take it), older (records and drafts keep it), retired,
    shipped (came with the program, the server has sent none). ``published_at`` ISO 8601 or ""."""

    id: str
    version: str
    kind: str
    title: str
    state: VersionState
    published_at: str
    records: int
    drafts: int


@dataclass(frozen=True, slots=True)
class Trial:
    """A form file that was looked at: findings; the form where it can be filled; what it would change.

    ``published`` is the version it is compared with, "" where there is none. ``obstacles`` are texts that say why it
    cannot be published although it can be filled."""

    path: Path
    problems: tuple[FormProblem, ...]
    definition: FormDefinition | None = None
    kind: str = ""
    published: str = ""
    differences: tuple[Difference, ...] = ()
    losses: tuple[CoreLoss, ...] = ()
    obstacles: tuple[str, ...] = ()
    xml: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def errors(self) -> int:
        """How many findings keep the form from being filled."""
        return sum(problem.severity == "error" for problem in self.problems)

    @property
    def ready(self) -> bool:
        """Whether it can be published."""
        return self.definition is not None and not self.losses and not self.obstacles


@dataclass(frozen=True, slots=True)
class Published:
    """What the server answered."""

    id: str
    version: str
    title: str
    added: bool
    warnings: tuple[str, ...]


class Publishing:
    """The author's loop of this profile."""

    def __init__(self, desk: Desk, forms: Forms, lists: Lists, runner: Runner) -> None:
        self._desk = desk
        self._forms = forms
        self._lists = lists
        self._runner = runner

    def may_publish(self) -> bool:
        """Whether this person's appointments allow publishing and retiring."""
        return self._desk.session.has(*PUBLISHERS)

    def rows(self) -> list[VersionRow]:
        """Every version this laptop holds, by form, the newest first. Reads all records' forms: not for the main thread."""
        use = self._desk.store.forms.use()
        rows: list[VersionRow] = []
        current: set[str] = set()
        for one in self._desk.store.forms.headers():
            if _is_foreign(one.kind):
                continue
            state: VersionState = "retired" if one.state == "retired" else "older" if one.id in current else "current"
            if state == "current":
                current.add(one.id)
            counts = use.get((one.id, one.version), (0, 0))
            rows.append(
                VersionRow(
                    one.id, one.version, one.kind, shown_title(one.id, one.title), state, one.published_at, *counts
                )
            )
        known = {row.id for row in rows}
        for form in self._forms.rows():
            if form.id not in known and not _is_foreign(form.kind):
                counts = use.get((form.id, form.version), (0, 0))
                rows.append(
                    VersionRow(
                        form.id, form.version, form.kind, shown_title(form.id, form.title), "shipped", "", *counts
                    )
                )
        return sorted(rows, key=lambda row: _place(row.kind))

    def try_file(self, path: Path, lang: Language | None = None) -> Trial:
        """Look at a spreadsheet, a text table or an XForm. Reads files and converts: not for the main thread."""
        from commissioner_app.forms.check import checked, media_folder
        from commissioner_app.forms.loading import FolderFiles

        chosen = lang or language()
        found = checked(path, chosen, self._known())
        if found.definition is None:
            return Trial(path, found.problems)
        beside = FolderFiles(path if path.is_dir() else path.parent, media_folder(path))
        files = {name: data for name in found.files if (data := beside.get(name)) is not None}
        kind = _kind_of(found.definition)
        trial = Trial(path, found.problems, found.definition, kind, xml=found.xml, files=files)
        return self._compared(trial, chosen)

    def published_form(self, form_id: str, version: str) -> Trial:
        """A version this laptop holds, to be previewed like a file; compared with the version before it."""
        definition = self._forms.definition(form_id, version)
        versions = [row.version for row in self.rows() if row.id == form_id]
        at = versions.index(version) if version in versions else 0
        before = versions[at + 1] if at + 1 < len(versions) else ""
        trial = Trial(Path(f"{form_id}-{version}"), (), definition, _kind_of(definition), before)
        if not before:
            return trial
        from commissioner_app.forms.differences import compare

        found = compare(self._forms.definition(form_id, before), definition, language())
        return Trial(trial.path, (), definition, trial.kind, before, tuple(found))

    def publish(self, trial: Trial) -> Published:
        """Publish a form that was tried; the next sync brings it to every laptop.

        Raises ``InputError`` form_not_ready; what the server says: form_changed, form_core, bad_form, server_not_allowed."""
        if not trial.ready:
            raise InputError("form_not_ready")
        packed = {name: base64.b64encode(data).decode() for name, data in trial.files.items()}
        reply = self._ask("/v1/forms", {"xml": trial.xml, "files": packed})
        return Published(
            str(reply["id"]), str(reply["version"]), str(reply["title"]), bool(reply["added"]), tuple(reply["warnings"])
        )

    def retire(self, form_id: str, version: str = "") -> int:
        """Offer a form, or one version, no longer: no new records, old ones and drafts keep it. How many versions changed.

        Raises what the server says: form_needed, server_not_allowed."""
        reply = self._ask(f"/v1/forms/{quote(form_id, safe='')}/retire", {"version": version})
        return int(reply["retired"])

    def _ask(self, path: str, message: Mapping[str, Any]) -> Mapping[str, Any]:
        reply: Mapping[str, Any] = self._runner.ask("POST", path, message)
        return reply

    def _known(self) -> Known:
        from commissioner_app.forms.check import Known

        return Known({name: code_list.rows() for name, code_list in self._lists.all().items()}, core_fields())

    def _compared(self, trial: Trial, lang: Language) -> Trial:
        from commissioner_app.forms.differences import compare, core_losses

        definition = trial.definition
        assert definition is not None
        latest = self._forms.latest(definition.id)
        obstacles = list(_obstacles(trial, self._forms.versions(definition.id), lang))
        if not latest:
            return replace(trial, obstacles=tuple(obstacles))
        old = self._forms.definition(definition.id, latest)
        return replace(
            trial,
            published=latest,
            differences=tuple(compare(old, definition, lang)),
            losses=tuple(core_losses(old, definition)) if latest != definition.version else (),
            obstacles=tuple(obstacles),
        )


def _obstacles(trial: Trial, held: Mapping[str, str], lang: Language) -> list[str]:
    """Why the server would not take it, told before it is sent."""
    definition = trial.definition
    assert definition is not None
    found = []
    if not definition.version:
        found.append(tr("forms.obstacle.version_missing", lang))
    elif held.get(definition.version, trial.xml) != trial.xml:
        found.append(tr("forms.obstacle.version_taken", lang, version=definition.version))
    if any(len(data) > limits.FORM_FILE_BYTES for data in trial.files.values()):
        found.append(tr("forms.obstacle.file_large", lang, mb=limits.FORM_FILE_BYTES // 1024 // 1024))
    return found


def _kind_of(definition: FormDefinition) -> str:
    """The kind of records that a form makes: what its entity is saved to, else its id's first word; "" where unknown."""
    from commissioner_app.forms.xform_check import entity_kinds

    named = next((kind for kind in entity_kinds(definition) if kind in KINDS), "")
    first = definition.id.partition("_")[0]
    return named or (first if first in KINDS else "")


def _place(kind: str) -> int:
    order = list(KINDS)
    return order.index(kind) if kind in KINDS else len(order)


def _is_foreign(kind: str) -> bool:
    """Whether forms of a kind come from other platforms: they are not ours to publish or retire."""
    declared = KINDS.get(kind)
    return declared is not None and declared.local
