"""Random expressions over one form, made by type so that both engines take them, with their parts for narrowing down.

What only one engine knows, or where docs/forms.md follows another engine than JavaRosa, is not made here: texts compared
with ``<``, numbers beyond what both write alike inside texts, other axes than child, several nodes where one is wanted.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from tests.forms.builder import xform

INTEGERS: Final = ("/data/i", "/data/j", "/data/g/k")
DECIMALS: Final = ("/data/d", "/data/g/f")
TEXTS: Final = ("/data/s", "/data/t", "/data/g/u")
DATES: Final = ("/data/day", "/data/g/other")
CHOSEN: Final = ("/data/one",)
SEVERAL: Final = ("/data/many",)
FLAGS: Final = ("/data/flag", "/data/g/off")
_TYPES: Final = {
    **dict.fromkeys(INTEGERS, "int"),
    **dict.fromkeys(DECIMALS, "decimal"),
    "/data/s": "string",
    "/data/g/u": "string",
    **dict.fromkeys(DATES, "date"),
    "/data/at": "dateTime",
    "/data/clock": "time",
    "/data/here": "geopoint",
    "/data/line": "geotrace",
    "/data/fence": "geoshape",
    "/data/plot/n": "int",
    "/data/plot/x": "decimal",
}
_WORDS: Final = ("", "a", "b c", "Abc", "10", "2.5", "-3", "梅山 镇", "  x  y ", "true", "0", "2026-03-05", "a-b_c")
_DAYS: Final = ("2026-03-05", "2024-02-29", "1999-12-31", "1970-01-01", "2026-11-01")
_MOMENTS: Final = ("2026-03-05T10:20:30.500Z", "1999-12-31T23:59:59.000+02:00", "2024-02-29T00:00:00.000Z")
_CLOCKS: Final = ("00:00:00.000Z", "06:30:00.000Z", "23:59:00.000Z")
_SPOTS: Final = ("31.6 115.9 0 0", "31.7 115.95 12.5 4", "-33.9 18.4 0 0", "0 0 0 0")
_LINES: Final = ("31.6 115.9 0 0; 31.7 115.9 0 0; 31.7 116 0 0", "0 0 0 0; 0 1 0 0")
_SHAPES: Final = (
    "31.5 115.8 0 0; 31.5 116 0 0; 31.8 116 0 0; 31.8 115.8 0 0; 31.5 115.8 0 0",
    "0 0 0 0; 0 1 0 0; 1 1 0 0; 1 0 0 0; 0 0 0 0",
)
_CODES: Final = ("a", "b", "c", "10")
_PATTERNS: Final = ("[0-9]+", "[a-z]*", ".*b.*", r"\d+(\.\d+)?", "[A-Za-z ]{1,5}", r"\p{L}+.*", "(a|b)?c?")
_CURVES: Final = ("sin", "cos", "tan", "asin", "acos", "atan", "sqrt", "log", "log10")
PLACES: Final = ("/data/out", "/data/plot[2]/out")

FORM: Final = xform(
    "<i/><j/><d/><s/><t/><day/><at/><clock/><here/><line/><fence/><one/><many/><flag/><towns/><out/><g><k/><f/><u/><other/><off/></g>"
    "<plot><n/><x/><w/><out/></plot>",
    "".join(f'<bind nodeset="{path}" type="{kind}"/>' for path, kind in _TYPES.items())
    + '<bind nodeset="/data/t" relevant="/data/i &gt; 0"/><bind nodeset="/data/g" relevant="/data/j != 2"/>'
    '<bind nodeset="/data/plot/w" relevant="../n != 7"/>'
    # JavaRosa drops lists that the form itself does not use.
     + '<bind nodeset="/data/towns" calculate="count(instance(\'towns\')/root/item)"/>'
    '<bind nodeset="/data/flag" calculate="/data/i &gt; 2"/><bind nodeset="/data/g/off" calculate="not(/data/s = \'a\')"/>',
    "".join(
        f'<input ref="/data/{name}"/>'
        for name in ("i", "j", "d", "s", "t", "day", "at", "clock", "here", "line", "fence")
    )
    + "".join(
        f'<{element} ref="/data/{name}">'
        + "".join(f"<item><label>{code}</label><value>{code}</value></item>" for code in _CODES)
        + f"</{element}>"
        for element, name in (("select1", "one"), ("select", "many"))
    )
    + '<group ref="/data/g"><input ref="/data/g/k"/><input ref="/data/g/f"/><input ref="/data/g/u"/></group>'
    '<group ref="/data/plot"><repeat nodeset="/data/plot"><input ref="/data/plot/n"/><input ref="/data/plot/x"/>'
    '<input ref="/data/plot/w"/></repeat></group>',
    '<instance id="towns"><root>'
    + "".join(
        f"<item><name>{name}</name><label>{name.upper()}</label><county>{county}</county><size>{size}</size></item>"
        for name, county, size in (
            ("a", "a", "4"),
            ("b", "a", ""),
            ("c", "b", "2.5"),
            ("10", "10", "12"),
            ("e", "", "3"),
            ("f", "b", "30"),
        )
    )
    + "</root></instance>",
)


@dataclass(frozen=True)
class Made:
    """An expression with the expressions inside it, each of which stands for itself."""

    text: str
    parts: tuple[Made, ...] = ()

    def walk(self) -> Iterator[Made]:
        """This and all inside it, the smallest last."""
        yield self
        for part in self.parts:
            yield from part.walk()


def steps(chance: random.Random) -> list[dict[str, Any]]:
    """Answers to some of the questions, and two or three plots."""
    made: list[dict[str, Any]] = [{"add": "/data/plot", "times": chance.choice((1, 2))}]
    for path in (*INTEGERS, "/data/plot[1]/n", "/data/plot[2]/n"):
        made.append(_maybe(chance, path, str(chance.choice((0, 1, 2, 3, 7, -4, 12, 250)))))
    for path in (*DECIMALS, "/data/plot[1]/x", "/data/plot[2]/x"):
        made.append(_maybe(chance, path, str(chance.choice((0.5, 2.0, -1.25, 3.75, 100.0)))))
    for path in (*TEXTS, "/data/plot[1]/w", "/data/plot[2]/w"):
        made.append(_maybe(chance, path, chance.choice(_WORDS)))
    made += [_maybe(chance, path, chance.choice(_DAYS)) for path in DATES]
    made += [_maybe(chance, path, chance.choice(_CODES)) for path in CHOSEN]
    for path, values in (("at", _MOMENTS), ("clock", _CLOCKS), ("here", _SPOTS), ("line", _LINES), ("fence", _SHAPES)):
        made.append({"set": f"/data/{path}", "value": chance.choice(values)})
    made.append({"set": "/data/many", "values": sorted(chance.sample(_CODES, chance.randint(0, 3)), key=_CODES.index)})
    return made


def _maybe(chance: random.Random, path: str, value: str) -> dict[str, Any]:
    return {"set": path, "value": value if chance.random() < 0.75 else ""}


class Maker:
    """Makes expressions of a wanted type, at most so deep; ``inside``: as seen from a plot."""

    def __init__(self, chance: random.Random, *, inside: bool) -> None:
        self.chance = chance
        self.inside = inside

    def any(self, depth: int) -> Made:
        """An expression of any type."""
        return self.chance.choice((self.number, self.text, self.truth, self.truth, self.day))(depth)

    def number(self, depth: int) -> Made:
        """A number."""
        if depth <= 0:
            return self.leaf(*INTEGERS, *DECIMALS, "0", "1", "2.5", "7", "-3", inside=("../n", "../x", "/data/plot/n"))
        return self.one_of(
            lambda: self.joined(depth, self.number, " + ", " - ", " * ", " div ", " mod "),
            lambda: self.joined(depth, self.number, " + ", " - ", " * "),
            lambda: self.call(depth, self.chance.choice(("round", "int", "abs", "number")), self.number),
            lambda: self.rounded(depth),
            lambda: self.call(depth, "string-length", self.text),
            lambda: self.call(depth, "number", self.text),
            lambda: self.call(depth, "if", self.truth, self.number, self.number),
            lambda: self.call(depth, "coalesce", self.number, self.number),
            lambda: self.call(depth, "min", self.number, self.number),
            lambda: self.wrap("max(1000, {})", self.number(depth - 1)),
            lambda: self.wrap("({})", self.number(depth - 1)),
            lambda: self.wrap("-({})", self.number(depth - 1)),
            lambda: self.wrap("decimal-date-time({})", self.day(depth - 1)),
            lambda: self.leaf(
                "decimal-date-time(/data/at)", "round(decimal-time(/data/at), 6)", "round(decimal-time(/data/clock), 6)"
            ),
            lambda: self.leaf("distance(/data/line)", "distance(/data/here, '31 115')", "area(/data/fence)"),
            lambda: self.wrap(f"{self.chance.choice(_CURVES)}({{}})", self.number(depth - 1)),
            # JavaRosa's min starts from the largest double, so nothing here may be infinite without a zero divisor.
            lambda: self.wrap(f"{self.chance.choice(('exp', 'exp10'))}({{}} mod 20)", self.number(depth - 1)),
            lambda: self.wrap("atan2({}, {})", self.number(depth - 1), self.number(depth - 1)),
            lambda: self.leaf("sum(/data/plot/n)", "sum(/data/plot/x)", "min(/data/plot/n)", "count(/data/plot/n)"),
            lambda: self.leaf("count-selected(/data/many)", "count-non-empty(/data/plot/w)"),
            lambda: self.leaf("count(/data/plot[n > 1])", "sum(/data/plot[w = 'a']/x)", "count(/data/nothing)"),
            lambda: self.leaf("indexed-repeat(/data/plot/n, /data/plot, 2)", "/data/plot[position() = 2]/n"),
            lambda: self.wrap("(" + "{} - {})", self.day(depth - 1), self.day(depth - 1)),
            lambda: self.wrap("count({})", self.items(depth)),
            lambda: self.wrap("sum({}/size)", self.items(depth)),
            lambda: self.leaf("pow(2, /data/i mod 5)", "sqrt(16)", "log10(100)", "position(..)"),
        )

    def rounded(self, depth: int) -> Made:
        """A number with few places, which both engines write alike."""
        return self.wrap("round(({}) mod 1000, 2)", self.number(depth - 1))

    def text(self, depth: int) -> Made:
        """A text."""
        if depth <= 0:
            literal = f"'{self.chance.choice(_WORDS)}'"
            return self.leaf(*TEXTS, *CHOSEN, *SEVERAL, literal, literal, inside=("../w",))
        return self.one_of(
            lambda: self.call(depth, "concat", self.text, self.text, self.text),
            lambda: self.call(depth, "concat", self.rounded, self.text),
            lambda: self.call(depth, "string", self.rounded),
            lambda: self.call(depth, "string", self.truth),
            lambda: self.call(depth, "concat", self.leaf_number, self.text),
            lambda: self.call(depth, "if", self.truth, self.text, self.text),
            lambda: self.call(depth, "coalesce", self.text, self.text),
            lambda: self.call(depth, "normalize-space", self.text),
            lambda: self.call(depth, "substring-before", self.text, self.text),
            lambda: self.call(depth, "substring-after", self.text, self.text),
            lambda: self.call(depth, "translate", self.text, self.text, self.text),
            lambda: self.wrap("substr({}, {})", self.text(depth - 1), self.small()),
            lambda: self.wrap("substr({}, {}, {})", self.text(depth - 1), self.small(), self.small()),
            lambda: self.wrap("selected-at(/data/many, {})", self.small()),
            lambda: self.leaf("join('-', /data/plot/w)", "concat(/data/plot/n)", "join(' ', /data/plot/x)"),
            lambda: self.wrap("join(' ', {}/name)", self.items(depth)),
            lambda: self.leaf(
                "instance('towns')/root/item[name = /data/one]/label", "jr:choice-name(/data/one, '/data/one')"
            ),
            lambda: self.wrap("join(',', randomize({}/name, {}))", self.items(0), self.small()),
            lambda: self.wrap("format-date({}, '%Y/%n/%e %m %d %y')", self.day(depth - 1)),
            lambda: self.leaf("format-date-time(/data/at, '%H:%M:%S.%3 %h')", "format-date(/data/at, '%Y%m%d %a %b')"),
            lambda: self.wrap("string({})", self.day(depth - 1)),
            lambda: self.wrap("concat({}, '.')", self.day(0)),
            lambda: self.wrap("digest({}, 'MD5', 'hex')", self.text(depth - 1)),
        )

    def truth(self, depth: int) -> Made:
        """A yes or no."""
        if depth <= 0:
            return self.leaf("true()", "false()", "/data/i = 2", "/data/s = ''", "selected(/data/many, 'a')", *FLAGS)
        return self.one_of(
            lambda: self.joined(depth, self.number, " = ", " != ", " < ", " <= ", " > ", " >= "),
            lambda: self.joined(depth, self.number, " = ", " < ", " >= "),
            lambda: self.joined(depth, self.text, " = ", " != "),
            lambda: self.joined(depth, self.day, " = ", " < ", " >= "),
            lambda: self.joined(depth, self.truth, " and ", " or ", " = "),
            lambda: self.wrap("{} = ''", self.leaf_number(0)),
            lambda: self.wrap("{} = '{}'", self.leaf_number(0), Made(self.chance.choice(("2", "2.0", "07", "x")))),
            lambda: self.joined(1, self.leaf_any, " = ", " != "),
            lambda: self.wrap("({})", self.truth(depth - 1)),
            lambda: self.leaf("geofence(/data/here, /data/fence)"),
            lambda: self.call(depth, "not", self.truth),
            lambda: self.call(depth, "not", self.number),
            lambda: self.call(depth, "not", self.text),
            lambda: self.call(depth, "boolean", self.number),
            lambda: self.call(depth, "boolean", self.text),
            lambda: self.call(depth, "boolean-from-string", self.text),
            lambda: self.call(depth, "contains", self.text, self.text),
            lambda: self.call(depth, "starts-with", self.text, self.text),
            lambda: self.call(depth, "ends-with", self.text, self.text),
            lambda: self.wrap("selected({}, '{}')", self.leaf(*SEVERAL, *CHOSEN), Made(self.chance.choice(_CODES))),
            lambda: self.wrap("regex({}, '{}')", self.text(depth - 1), Made(self.chance.choice(_PATTERNS))),
            lambda: self.call(depth, "checklist", self.small, self.small, self.truth, self.truth),
            lambda: self.wrap("weighted-checklist(1, 5, {}, 2, {}, 3)", self.truth(depth - 1), self.truth(depth - 1)),
            lambda: self.call(depth, "if", self.truth, self.truth, self.truth),
        )

    def items(self, depth: int) -> Made:
        """Rows of the list of towns, by conditions on their columns."""
        where = self.chance.choice(
            ("/data/one", "'a'", "current()/../w" if self.inside else "current()/../one", "'10'")
        )
        return self.one_of(
            lambda: Made("instance('towns')/root/item"),
            lambda: Made(f"instance('towns')/root/item[county = {where}]"),
            lambda: Made(f"instance('towns')/root/item[{where} = county and size > 3]"),
            lambda: Made(f"instance('towns')/root/item[selected(/data/many, county)][size < {self.small().text}0]"),
            lambda: Made(f"instance('towns')/root/item[county = {where} or name = /data/s]"),
            lambda: self.wrap("instance('towns')/root/item[size > {}]", self.leaf(*INTEGERS, *DECIMALS)),
            lambda: self.wrap("instance('towns')/root/item[county != {}]", self.text(0)),
        )

    def day(self, depth: int) -> Made:
        """A date."""
        if depth <= 0:
            return self.leaf(*DATES, f"date('{self.chance.choice(_DAYS)}')")
        return self.one_of(
            lambda: self.day(0),
            lambda: self.wrap("date({} + {})", self.day(0), self.small()),
            lambda: self.wrap("if({}, {}, {})", self.truth(depth - 1), self.day(0), self.day(0)),
        )

    def small(self, depth: int = 0) -> Made:
        """A small whole number."""
        return Made(str(self.chance.choice((0, 1, 2, 3, 5, -1, -2))))

    def leaf_number(self, depth: int) -> Made:
        """A question with a number."""
        return self.leaf(*INTEGERS, *DECIMALS, inside=("../n", "../x"))

    def leaf_any(self, depth: int) -> Made:
        """A question of any type, or one that is not there."""
        return self.leaf(
            *INTEGERS, *DECIMALS, *TEXTS, *CHOSEN, "''", "'2'", "2", "/data/nothing", inside=("../n", "../w")
        )

    def leaf(self, *texts: str, inside: tuple[str, ...] = ()) -> Made:
        """One of these, where ``inside`` makes sense only in a plot."""
        return Made(self.chance.choice((*texts, *inside) if self.inside else texts))

    def one_of(self, *makers: Callable[[], Made]) -> Made:
        """What one of these makes."""
        return self.chance.choice(makers)()

    def joined(self, depth: int, make: Callable[[int], Made], *operators: str) -> Made:
        """Two with an operator between."""
        return self.wrap("{}" + self.chance.choice(operators) + "{}", self.lower(make, depth), self.lower(make, depth))

    def call(self, depth: int, name: str, *makers: Callable[[int], Made]) -> Made:
        """A function with arguments."""
        return self.wrap(f"{name}({', '.join('{}' for _ in makers)})", *(self.lower(make, depth) for make in makers))

    def lower(self, make: Callable[[int], Made], depth: int) -> Made:
        """What stands inside is less deep, by one or more."""
        return make(depth - self.chance.choice((1, 1, 2)))

    def wrap(self, shape: str, *parts: Made) -> Made:
        """Parts in a shape with holes."""
        texts = [f"({part.text})" if " " in part.text and shape.startswith("{}") else part.text for part in parts]
        return Made(shape.format(*texts), parts)
