"""What is noted when a form of another platform is filled: its name in lists, its instance as the form wrote it, and the
entities that it makes."""

from __future__ import annotations

from dataclasses import asdict, replace

from commissioner_app.domain.record import ATTACHMENT_NAME, Record
from commissioner_app.domain.survey import DAY, FORM, KIND, TITLE
from commissioner_app.errors import InputError
from commissioner_app.forms.errors import FormError
from commissioner_app.services.changes import Changes
from commissioner_app.services.desk import Desk
from commissioner_app.services.forms import Forms


class Surveys:
    """Records of the kind ``survey``, on their way into the store and wherever they go from there."""

    def __init__(self, desk: Desk, forms: Forms) -> None:
        self._desk = desk
        self._forms = forms
        desk.listeners.append(self._follow)

    def named(self, record: Record) -> Record:
        """The record with the words that lists show. Raises ``InputError`` form_not_found, openrosa_unfit."""
        from commissioner_app.forms.openrosa import entities
        from commissioner_app.services.openrosa_packing import as_filled, content_of

        if not record.form_id:
            raise InputError("form_not_found", form="")
        version = record.form_version or self._forms.newest(record.form_id)
        record = replace(record, form_version=version, updated_at=self._desk.now())
        try:
            definition, xml, name = as_filled(self._forms, record)
        except FormError as error:
            raise InputError("openrosa_unfit", reason=error.message()) from error
        self._desk.store.submissions.keep_instance(record.id, content_of(self._forms, record), xml)
        changes = entities.changes_of(xml, definition)
        self._note(record.form_id, record.id, [(one.dataset, one.id, asdict(one)) for one in changes])
        words = {TITLE: name or _first_text(record) or definition.title, FORM: definition.title}
        day = record.answers.get(DAY) or self._desk.today()
        return replace(record, answers={**record.answers, **words, DAY: day})

    def _follow(self, changes: Changes) -> None:
        """What is noted of a record follows it wherever it was written: deleted, or a step taken back."""
        for record_id in [record_id for kind, record_id in changes.pairs if kind == KIND.name]:
            record = self._desk.store.records.get(record_id)
            if record is None or record.deleted:
                self._desk.store.submissions.drop_unseen(record_id)
                self._note("", record_id, [])
            elif not self._is_kept(record):
                self.named(record)

    def _is_kept(self, record: Record) -> bool:
        from commissioner_app.services.openrosa_packing import content_of

        return bool(self._desk.store.submissions.instance(record.id, content_of(self._forms, record)))

    def _note(self, form_id: str, record_id: str, changes: list[tuple[str, str, dict[str, object]]]) -> None:
        """Forms that show a list which has changed are compiled anew when they are opened next."""
        sources = self._desk.store.form_sources
        for server in sources.note_entities(sources.server_of(form_id), record_id, changes):
            self._forms.forget({source.form_id for source in sources.of_server(server)})


def _first_text(record: Record) -> str:
    """The first thing that a person wrote, where the form gives no name."""
    texts = (value for key, value in record.answers.items() if isinstance(value, str) and not key.startswith("@"))
    return next((text for text in texts if text.strip() and not ATTACHMENT_NAME.fullmatch(text)), "")
