"""Check a form before it is published: every problem with sheet, row and column."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from commissioner_app.forms.core_fields import NO_FIELDS, CoreFields
from commissioner_app.forms.definition import FormDefinition
from commissioner_app.forms.errors import FormError, FormProblem
from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.forms.loading import FolderFiles, load_file, load_xform
from commissioner_app.forms.xform_check import definition_problems, severity_of
from commissioner_app.forms.xlsform.choices import check_choices
from commissioner_app.forms.xlsform.conversion import place_of, read_any, row_of, to_xform
from commissioner_app.forms.xlsform.media import check_media
from commissioner_app.forms.xlsform.mending import mended
from commissioner_app.forms.xlsform.names import check_names
from commissioner_app.forms.xlsform.rows import check_rows
from commissioner_app.forms.xlsform.saving import check_saving
from commissioner_app.forms.xlsform.spelling import check_headings
from commissioner_app.forms.xlsform.tables import Lists, lists_beside
from commissioner_app.forms.xlsform.translations import check_translations
from commissioner_app.forms.xlsform.wording import IGNORED, recognised
from commissioner_app.forms.xlsform.workbook import WorkbookTables

_COLUMNS: Final = {
    "calculate": "calculation",
    "count": "repeat_count",
    "choices": "choice_filter",
    "relevant": "relevant",
}
_SHEETS: Final = ("survey", "choices", "settings", "entities", "external_choices")
_ROUNDS: Final = 30
"""So many problems that only the converter sees are told at once; each takes a conversion."""
# What our own checks say as well, with a better place.
_TOLD: Final = frozenset({"xls.LABEL_001", "file_missing", "xls.translation_missing", "xls.PYREF_003", "xls.NAMES_006"})


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking a form gave: findings, and the form itself where it can be filled."""

    problems: tuple[FormProblem, ...]
    xml: str = ""
    definition: FormDefinition | None = None
    files: tuple[str, ...] = ()
    """The files that the form names and that lie beside it."""

    @property
    def ok(self) -> bool:
        """Whether there is no error; warnings do not count."""
        return not any(problem.severity == "error" for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Known:
    """What a program knows besides the form: its code lists and the core fields of its kinds."""

    lists: Lists = field(default_factory=dict)
    core: CoreFields = field(default_factory=lambda: NO_FIELDS)


NOTHING_KNOWN: Final = Known()


def check_file(path: Path, lang: str = "zh", known: Known = NOTHING_KNOWN) -> list[FormProblem]:
    """All problems of an XLSForm, a folder of text tables, or an XForm; [] when there is none. Never raises."""
    return list(checked(path, lang, known).problems)


def checked(path: Path, lang: str = "zh", known: Known = NOTHING_KNOWN) -> Checked:
    """The same with the form itself. Never raises.

    Files it needs lie beside it or in a folder ``<name>-media``. Where no lists are known, a folder takes the code lists
    that lie beside it (``tables.lists_beside``)."""
    if path.suffix.lower() == ".xml" and not path.is_dir():
        return _check_xform(path, lang, known)
    try:
        tables = read_any(path, known.lists or lists_beside(path))
    except FormError as error:
        return Checked((_problem(error, None, lang),))
    return check_workbook(tables, lang, FolderFiles(path if path.is_dir() else path.parent, media_folder(path)), known)


def media_folder(path: Path) -> Path:
    """The folder of a form's files, as ODK tools name it."""
    return path.with_name(f"{path.stem}-media")


def check_tables(tables: WorkbookTables, lang: str, media: Path, known: Known = NOTHING_KNOWN) -> list[FormProblem]:
    """The problems of tables whose files lie in ``media``."""
    return list(check_workbook(tables, lang, FolderFiles(media), known).problems)


def check_workbook(tables: WorkbookTables, lang: str, files: FolderFiles, known: Known = NOTHING_KNOWN) -> Checked:
    """Rows one by one, then the conversion, then the engine itself."""
    found = [
        *check_names(tables, lang),
        *check_rows(tables, lang),
        *check_choices(tables, lang, files.get),
        *check_media(tables, lang, files.get),
        *check_saving(tables, lang, known.core),
        *check_translations(tables, lang),
        *check_headings(tables, lang),
    ]
    made = _made(tables, found, lang, files)
    found = [_placed(problem, tables) for problem in found]
    found.sort(key=lambda problem: (_sheet_order(problem.sheet), problem.sheet, problem.row, problem.severity))
    xml, definition = made if made and not any(one.severity == "error" for one in found) else ("", None)
    return Checked(tuple(dict.fromkeys(found)), xml, definition, tuple(sorted(files.asked)))


def _made(
    tables: WorkbookTables, found: list[FormProblem], lang: str, files: FolderFiles
) -> tuple[str, FormDefinition] | None:
    """Convert and load, adding to what was found; what is wrong is put out of the way to find what else is wrong."""
    trial = tables
    for problem in [one for one in found if one.severity == "error"]:
        trial = mended(trial, problem) or trial
    for _ in range(_ROUNDS):
        try:
            converted = to_xform(trial)
            found += _new(
                found, [_warning(text, tables, lang) for text in converted.warnings if not IGNORED.search(text)]
            )
            definition = load_xform(converted.xml, files=files)
            FormInstance(definition)
            found += _new(found, [_problem(warning, tables, lang) for warning in definition.warnings])
            return converted.xml, definition
        except FormError as error:
            problem = _problem(error, tables, lang)
            added = _new(found, [problem])
            found += added
            better = mended(trial, problem) if added else None
            if better is None:
                return None
            trial = better
    return None


def _new(found: list[FormProblem], more: list[FormProblem]) -> list[FormProblem]:
    """Those that are not told yet: the converter repeats in its words what the rows have shown already."""
    errors = {(one.sheet, one.row) for one in found if one.severity == "error"}
    codes = {(one.sheet, one.row, one.code) for one in found}
    any_error = bool(errors)
    return [
        one
        for one in more
        if (one.sheet, one.row, one.code) not in codes
        and not (one.code in _TOLD and one.severity == "warning")
        and ((one.sheet, one.row) not in errors)
        and not (any_error and not one.row and one.severity == "error")
    ]


def _placed(problem: FormProblem, tables: WorkbookTables) -> FormProblem:
    """Where the author finds it: tables may be spliced from several."""
    sheet, row = tables.origin(problem.sheet, problem.row)
    return replace(problem, sheet=sheet, row=row)


def _sheet_order(sheet: str) -> int:
    return _SHEETS.index(sheet) if sheet in _SHEETS else -1 if not sheet else len(_SHEETS)


def _check_xform(path: Path, lang: str, known: Known) -> Checked:
    files = FolderFiles(path.parent, media_folder(path))
    try:
        definition = load_file(path, files=files)
        FormInstance(definition)
        xml = path.read_text(encoding="utf-8-sig")
    except FormError as error:
        return Checked((_problem(error, None, lang),))
    except (OSError, UnicodeDecodeError) as error:
        bad = FormError("file_bad", name=path.name, reason=type(error).__name__)
        return Checked((_problem(bad, None, lang),))
    found = list(definition_problems(definition, lang, known.core))
    ok = not any(problem.severity == "error" for problem in found)
    files_held = tuple(sorted(files.asked))
    return Checked(tuple(found), xml if ok else "", definition if ok else None, files_held)


def _problem(error: FormError, tables: WorkbookTables | None, lang: str) -> FormProblem:
    place = error.place
    sheet, row = place.sheet, place.row
    if tables is not None and place.node and not row:
        sheet, row = "survey", row_of(tables, place.node)
    column = _COLUMNS.get(place.column, place.column) or (place.node if tables is None else "")
    if error.code == "xls.label_missing":
        column = "label"
    return FormProblem(severity_of(error), sheet, row, column, error.message(lang), error.code)


def _warning(text: str, tables: WorkbookTables, lang: str) -> FormProblem:
    place = place_of(text, tables)
    code, params = recognised(text)
    return FormProblem("warning", place.sheet, place.row, place.column, FormError(code, **params).message(lang), code)


def problem_data(problem: FormProblem) -> dict[str, Any]:
    """A finding as JSON-able data."""
    return {name: getattr(problem, name) for name in ("severity", "sheet", "row", "column", "code", "message")}


def summary(problems: list[FormProblem]) -> dict[str, Any]:
    """Counts and problems as JSON-able data."""
    return {
        "ok": not any(problem.severity == "error" for problem in problems),
        "problems": [problem_data(problem) for problem in problems],
    }
