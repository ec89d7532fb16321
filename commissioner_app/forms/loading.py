"""Form files to definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from commissioner_app.forms import limits
from commissioner_app.forms.definition import Caches, FormDefinition
from commissioner_app.forms.errors import FormError, Place
from commissioner_app.forms.model.actions import ELEMENTS, read_actions
from commissioner_app.forms.model.answer_keys import name_answers
from commissioner_app.forms.model.binds import Locator, read_binds
from commissioner_app.forms.model.body import Body
from commissioner_app.forms.model.collecting import held_off
from commissioner_app.forms.model.dom import parse_xml
from commissioner_app.forms.model.facets import Compiler, compile_facets, order
from commissioner_app.forms.model.instances import read_instances, ready_indexes
from commissioner_app.forms.model.nodes import NodeDef, Seed
from commissioner_app.forms.model.old_lists import ITEMSETS, OldLists
from commissioner_app.forms.model.structure import read_structure
from commissioner_app.forms.model.texts import local_name, read_itext

SPREADSHEETS: Final = frozenset({".xlsx", ".xls", ".xlsm", ".md", ".csv"})
_NO_FILES: Final[Mapping[str, bytes]] = {}
_VERSION: Final = "{http://openrosa.org/xforms}version"


def load_file(path: Path, media: Path | None = None, *, files: Mapping[str, bytes] | None = None) -> FormDefinition:
    """Load an XForm (.xml) or XLSForm (.xlsx .xls .md .csv) with the ``files`` it names, else those in the folder
    ``media`` or beside it. Raises ``FormError``."""
    files = FolderFiles(media or path.parent) if files is None else files
    if path.suffix.lower() in SPREADSHEETS:
        from commissioner_app.forms.xlsform.conversion import to_xform

        converted = to_xform(path)
        if converted.itemsets:
            files = Beside({ITEMSETS: converted.itemsets.encode()}, files)
        return load_xform(converted.xml, files=files)
    if path.suffix.lower() != ".xml":
        raise FormError("file_unknown", name=path.name)
    try:
        return load_xform(path.read_bytes(), files=files)
    except OSError as error:
        raise FormError("file_bad", name=path.name, reason=str(error.strerror)) from error


class Beside(dict[str, bytes]):
    """Some files, and behind them others."""

    def __init__(self, first: Mapping[str, bytes], others: Mapping[str, bytes]) -> None:
        super().__init__(first)
        self.others = others

    def get(self, name: str, default: Any = None) -> Any:
        """The file's content, or the default when there is none."""
        return self[name] if name in self else self.others.get(name, default)


class FolderFiles(dict[str, bytes]):
    """The files of some folders, read when asked for; ``asked`` are the names that were found."""

    def __init__(self, *folders: Path) -> None:
        super().__init__()
        self.folders = folders
        self.asked: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        """The file's content, or the default when there is none."""
        if Path(name).name != name:
            return default
        for folder in self.folders:
            try:
                data = (folder / name).read_bytes()
            except (OSError, ValueError):
                continue
            self.asked.add(name)
            return data
        return default


def load_xform(xml: bytes | str, *, files: Mapping[str, bytes] = _NO_FILES) -> FormDefinition:
    """Load an XForm with the files that it names (by plain name). Raises ``FormError`` with a code and a place."""
    try:
        with held_off():
            return _load(parse_xml(xml), files)
    except RecursionError as error:
        raise FormError("too_deep") from error


def _load(root: Any, files: Mapping[str, bytes]) -> FormDefinition:
    model = next((element for element in root.iter() if local_name(element) == "model"), None)
    if model is None:
        raise FormError("no_model")
    instances = [child for child in model if local_name(child) == "instance"]
    primary = next((child for child in instances[0] if local_name(child)), None) if instances else None
    if primary is None:
        raise FormError("no_instance")
    warnings: list[FormError] = []
    top, seed, templates = read_structure(primary)
    locator = Locator(top)
    binds = read_binds(model, locator, warnings)
    old_lists = OldLists(files)
    body = Body(locator, binds, templates, warnings, old_lists)
    body.actions = [(child, None) for child in model if local_name(child) in ELEMENTS]
    written = next((element for element in root if local_name(element) == "body"), None)
    body.read(written if written is not None else [])
    itext, default_language = read_itext(model)
    namespaces = _namespaces(root, model, primary)
    compiler = Compiler(top, namespaces, frozenset(body.repeats), warnings)
    compile_facets(compiler, itext)
    order(compiler)
    compiler.connect()
    _fill_templates(top, seed)
    _assign_kinds(top)
    name_answers(top)
    on_load, on_repeat = read_actions(body, compiler)
    documents, last_saved = read_instances(instances[1:], files, warnings)
    documents = {**old_lists.documents, **documents}
    title = next((element for element in root.iter() if local_name(element) == "title"), None)
    return FormDefinition(
        id=primary.get("id") or top.uri,
        version=primary.get("version") or primary.get(_VERSION) or "",
        title=(title.text or "").strip() if title is not None else "",
        default_language=default_language,
        languages=tuple(itext),
        root=top,
        seed=seed,
        vertices=tuple(sorted(compiler.vertices, key=lambda vertex: vertex.order)),
        load_actions=tuple(on_load),
        new_repeat_actions=tuple(on_repeat),
        instances=documents,
        last_saved_instances=frozenset(last_saved),
        itext=itext,
        namespaces=namespaces,
        scope=compiler.scope,
        warnings=tuple(warnings),
        caches=Caches(indexes=ready_indexes(documents, compiler.scope.lookups)),
        style=tuple((written.get("class") or "").split()) if written is not None else (),
        files=files,
        records_sound=any(local_name(element) == "recordaudio" for element in root.iter()),
    )


def _namespaces(*elements: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in elements:
        found.update({prefix: uri for prefix, uri in element.nsmap.items() if prefix})
    return found


def _fill_templates(top: NodeDef, seed: Seed) -> None:
    """A repeat without ``jr:template`` takes its first instance as the seed of new ones, without its values (JavaRosa)."""
    first: dict[NodeDef, Seed] = {}
    stack = [seed]
    instances = 0
    while stack:
        here = stack.pop()
        first.setdefault(here.definition, here)
        instances += here.definition.repeat is not None
        if instances > limits.BLANK_INSTANCES:
            raise FormError("too_many", Place(node=here.definition.ref), count=limits.BLANK_INSTANCES)
        stack.extend(reversed(here.children))
    for definition in top.walk():
        if definition.repeat is not None and definition.repeat.template is None:
            definition.repeat.template = _blank(first.get(definition) or Seed(definition, ""))


def _blank(seed: Seed) -> Seed:
    return replace(seed, text="", children=tuple(_blank(child) for child in seed.children))


def _assign_kinds(top: NodeDef) -> None:
    for definition in top.walk():
        above = definition.parent
        definition.in_repeat = definition.repeat is not None or (above is not None and above.in_repeat)
        if definition.parent is None:
            definition.kind = "root"
        elif definition.children and definition.control is None and definition.repeat is None:
            definition.kind = "subtree"
        control = definition.control
        if definition.kind == "input" and control and definition.constants.get("readonly"):
            definition.kind = "note" if control.label or control.hint else "input"
        if definition.children:
            definition.type = ""
