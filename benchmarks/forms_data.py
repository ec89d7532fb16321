"""Generated forms of any size, as the converter of spreadsheets writes them: two languages, choice lists, binds, a body.

The shapes are those of the peers' table (``peers.py``): plain questions of mixed types, one field that feeds many
calculations, a chain and a sum of them, a repeat, and choice lists that follow each other.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

LANGUAGES: Final = ("中文 (zh)", "English (en)")
LIST_LENGTH: Final = 6
LISTS: Final = 12
_HEAD: Final = (
    '<?xml version="1.0"?><h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" '
    'xmlns:odk="http://www.opendatakit.org/xforms"><h:head><h:title>Generated</h:title><model>'
)
_META: Final = '<bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>'


@dataclass(slots=True)
class Pieces:
    """What a form consists of, piece by piece."""

    fields: list[str] = field(default_factory=list)
    binds: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    texts: dict[str, tuple[str, str]] = field(default_factory=dict)
    instances: list[str] = field(default_factory=list)

    def label(self, key: str, zh: str, en: str) -> str:
        """A text in both languages; returns how the body refers to it."""
        self.texts[key] = (zh, en)
        return f"jr:itext('{key}')"

    def xml(self) -> str:
        """The whole form."""
        translations = "".join(
            f'<translation lang="{language}"{" default=" + chr(34) + "true()" + chr(34) if not at else ""}>'
            + "".join(f'<text id="{key}"><value>{words[at]}</value></text>' for key, words in self.texts.items())
            + "</translation>"
            for at, language in enumerate(LANGUAGES)
        )
        return (
            f"{_HEAD}<itext>{translations}</itext>"
            f'<instance><data id="generated" version="1">{"".join(self.fields)}<meta><instanceID/></meta></data></instance>'
            f"{''.join(self.instances)}{''.join(self.binds)}{_META}</model></h:head>"
            f"<h:body>{''.join(self.body)}</h:body></h:html>"
        )


def bind(path: str, kind: str, **facets: str) -> str:
    """A ``bind``; expressions are escaped here."""
    written = "".join(f' {name}="{_escaped(value)}"' for name, value in facets.items() if value)
    return f'<bind nodeset="{path}" type="{kind}"{written}/>'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def questions(count: int, *, sections: int = 0) -> str:
    """A form of so many questions: of ten, three texts, two whole numbers, a decimal, two choices of one, a choice of
    several, a date; every fifth hangs on another one, every third has a constraint, all have labels, half of them hints.

    ``sections``: they stand in so many groups of one page each; 0: all of them below the root, as one long section.
    """
    pieces = Pieces()
    _lists(pieces)
    size = -(-count // sections) if sections else count
    for first in range(0, count, size):
        group = f"g{first // size}" if sections else ""
        made = [_question(pieces, number, group, size) for number in range(first, min(count, first + size))]
        names = "".join(f"<q{number}/>" for number in range(first, min(count, first + size)))
        if not group:
            pieces.fields.append(names)
            pieces.body.extend(made)
            continue
        pieces.fields.append(f"<{group}>{names}</{group}>")
        label = pieces.label(f"/data/{group}:label", f"第 {group} 部分", f"Part {group}")
        pieces.body.append(f'<group ref="/data/{group}"><label ref="{label}"/>{"".join(made)}</group>')
    return pieces.xml()


_KINDS: Final = ("string", "int", "select1", "string", "decimal", "select", "int", "date", "select1", "string")


def place(number: int, size: int = 0) -> str:
    """The path of question ``number``; ``size``: of how many questions a section is, 0 without sections."""
    return f"/data/g{number // size}/q{number}" if size else f"/data/q{number}"


def _question(pieces: Pieces, number: int, group: str, size: int) -> str:
    kind = _KINDS[number % 10]
    path, size = place(number, size if group else 0), size if group else 0
    facets: dict[str, str] = {}
    if number % 10 in (2, 7):  # hang on a text and on a number that stand shortly before them
        asked = place(number - number % 10 + (0 if number % 10 == 2 else 1), size)
        facets["relevant"] = f" {asked}  != 'none'" if number % 10 == 2 else f" {asked}  < 500 or  {asked}  = ''"
    if number % 10 in (1, 4, 6):
        facets["constraint"] = ". >= 0 and . <= 999"
    if number % 10 == 0:
        facets["required"] = "true()"
    pieces.binds.append(bind(path, "string" if kind.startswith("select") else kind, **facets))
    label = pieces.label(
        f"{path}:label", f"第 {number} 题：本季的情况如何", f"Question {number}: how is it this season"
    )
    words = f'<label ref="{label}"/>'
    if number % 2:
        hint = pieces.label(f"{path}:hint", f"按实际填写（{number}）", f"As you see it ({number})")
        words += f'<hint ref="{hint}"/>'
    if not kind.startswith("select"):
        return f'<input ref="{path}">{words}</input>'
    rows = f"instance('list{number % LISTS}')/root/item"
    return (
        f'<{kind} ref="{path}">{words}<itemset nodeset="{rows}"><value ref="name"/>'
        f'<label ref="jr:itext(itextId)"/></itemset></{kind}>'
    )


def _lists(pieces: Pieces) -> None:
    for number in range(LISTS):
        items = []
        for item in range(LIST_LENGTH):
            pieces.label(f"list{number}-{item}", f"选项 {number}.{item}", f"Choice {number}.{item}")
            items.append(f"<item><itextId>list{number}-{item}</itextId><name>c{item}</name></item>")
        pieces.instances.append(f'<instance id="list{number}"><root>{"".join(items)}</root></instance>')


def calculations(expressions: Iterable[str], inputs: int = 1) -> str:
    """A form of ``inputs`` whole numbers ``a0``, ``a1``, … and one calculation ``c0``, ``c1``, … for each expression."""
    pieces = Pieces()
    for number in range(inputs):
        path = f"/data/a{number}"
        pieces.fields.append(f"<a{number}/>")
        pieces.binds.append(bind(path, "int"))
        label = pieces.label(f"{path}:label", f"数 {number}", f"Number {number}")
        pieces.body.append(f'<input ref="{path}"><label ref="{label}"/></input>')
    for number, expression in enumerate(expressions):
        pieces.fields.append(f"<c{number}/>")
        pieces.binds.append(bind(f"/data/c{number}", "int", calculate=expression))
    return pieces.xml()


def fan(count: int) -> str:
    """One field that ``count`` calculations read."""
    return calculations(f" /data/a0  * {number + 1} + 1" for number in range(count))


def chain(count: int) -> str:
    """Each of ``count`` calculations reads the one before it."""
    return calculations(f" /data/{f'c{number - 1}' if number else 'a0'}  + 1" for number in range(count))


def total(count: int) -> str:
    """One sum over ``count`` fields."""
    return calculations([" + ".join(f" /data/a{number} " for number in range(count))], count)


def plots(inside: int) -> str:
    """A repeat with ``inside`` numbers, a calculation and a note in each instance, and a sum, a count and a mean outside."""
    pieces = Pieces()
    names = "".join(f"<n{number}/>" for number in range(inside))
    block = f"<plot{{}}>{names}<share/><at/></plot>"
    pieces.fields.append(block.format(' jr:template=""') + block.format("") + "<sum/><plots/><mean/>")
    for number in range(inside):
        pieces.binds.append(bind(f"/data/plot/n{number}", "int", constraint=". >= 0"))
    pieces.binds.append(bind("/data/plot/share", "decimal", calculate=" /data/plot/n0  div  /data/sum "))
    pieces.binds.append(bind("/data/plot/at", "int", calculate="position(..)"))
    pieces.binds.append(bind("/data/sum", "int", calculate="sum( /data/plot/n0 )"))
    pieces.binds.append(bind("/data/plots", "int", calculate="count( /data/plot )"))
    pieces.binds.append(bind("/data/mean", "decimal", calculate=" /data/sum  div  /data/plots "))
    label = pieces.label("/data/plot:label", "地块", "Plot")
    asked = "".join(
        f'<input ref="/data/plot/n{number}"><label ref="'
        f"{pieces.label(f'/data/plot/n{number}:label', f'数 {number}', f'Number {number}')}"
        f'"/></input>'
        for number in range(inside)
    )
    pieces.body.append(
        f'<group ref="/data/plot"><label ref="{label}"/><repeat nodeset="/data/plot">{asked}</repeat></group>'
    )
    return pieces.xml()


def cascade(*, rows: int = 0) -> str:
    """County, town and village, each chosen among those of the one before, from ``places.csv``; with ``rows`` of the
    list inside the form instead."""
    pieces = Pieces()
    if rows:
        cells = (
            f"<item><level>{level}</level><above>{above}</above><name>{name}</name><label>{label}</label></item>"
            for level, above, name, label in places(rows)
        )
        pieces.instances.append(f'<instance id="places"><root>{"".join(cells)}</root></instance>')
    else:
        pieces.instances.append('<instance id="places" src="jr://file-csv/places.csv"/>')
    above = "''"
    for level in ("county", "town", "village"):
        path = f"/data/{level}"
        pieces.fields.append(f"<{level}/>")
        pieces.binds.append(bind(path, "string"))
        test = f"level = '{level}'" if level == "county" else f"above = {above} "
        label = pieces.label(f"{path}:label", level, level)
        pieces.body.append(
            f'<select1 ref="{path}"><label ref="{label}"/><itemset nodeset="instance(\'places\')/root/item[{test}]">'
            '<value ref="name"/><label ref="label"/></itemset></select1>'
        )
        above = f" {path} "
    return pieces.xml()


def places(rows: int) -> list[tuple[str, str, str, str]]:
    """About ``rows`` places: level, the place above, name, label. Ten villages to a town, forty towns to a county."""
    counties, made = max(1, rows // 440), list[tuple[str, str, str, str]]()
    for county in range(counties):
        made.append(("county", "", f"k{county}", f"县 {county}"))
        for town in range(40):
            made.append(("town", f"k{county}", f"t{county}.{town}", f"镇 {county}.{town}"))
            made.extend(
                ("village", f"t{county}.{town}", f"v{county}.{town}.{number}", f"村 {county}.{town}.{number}")
                for number in range(10)
            )
    return made


def places_csv(rows: int, seed: int = 1) -> bytes:
    """The same places as ``places.csv``, in no order."""
    made = places(rows)
    random.Random(seed).shuffle(made)
    lines = (",".join(row) for row in made)
    return ("level,above,name,label\n" + "\n".join(lines) + "\n").encode("utf-8")
