"""From a key to the lines it brings: the search over everything and the filter of a list, at 100,000 records."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from functools import partial

from benchmarks import profiles
from benchmarks.measure import Figure, seconds
from commissioner_app.services.listing import ListQuery
from commissioner_app.services.program import Program

GOAL_MS = 50.0
PAGE = 60  # lines that a list asks for at once
RUNS = 40
# One to four characters, initials, a phone number, and words that nothing has: as they are while somebody types.
QUERIES = {
    "1 character": ("茶", "农", "金", "的", "云", "龙"),
    "2 characters": ("茶叶", "冻害", "合作", "云岭", "机采", "有机"),
    "4 characters": ("倒春寒冻", "绿色防控", "软腐病的", "石涧专业", "有机肥替", "水肥一体"),
    "initials": ("jz", "jzx", "yl", "jzxbm", "lm", "tycz"),
    "digits": ("1", "12", "139", "1390000", "341524", "202"),
    "absent": ("驴", "熊猫", "zzzz", "不存在的词", "xqx", "飞机场"),
}


def run(*, quick: bool) -> Iterator[Figure]:
    """The slowest twentieth of many keystrokes, in milliseconds."""
    folder = profiles.filled(100, 500) if quick else profiles.filled(20_000, 80_000)
    program = profiles.opened(folder)
    size = "600" if quick else "100,000"
    try:
        for name, texts in QUERIES.items():
            for place, look in _places(program):
                again = (texts[number % len(texts)] for number in range(6 if quick else RUNS))
                # The first time of each counts too.
                took = [1000 * seconds(partial(look, text)) for text in (*texts, *again)]
                yield Figure(f"{place}, {name}, {size} records, p95", _p95(took), "ms", goal=GOAL_MS)
    finally:
        program.close()


def _places(program: Program) -> list[tuple[str, Callable[[str], object]]]:
    records = program.records

    def lines(kind: str) -> Callable[[str], object]:
        def look(text: str) -> object:
            return records.rows(ListQuery(kind, text=text, limit=PAGE)), records.count(ListQuery(kind, text=text))

        return look

    return [
        ("search over everything", program.search.find),
        ("list of hosts", lines("host")),
        ("list of visits", lines("visit")),
    ]


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]
