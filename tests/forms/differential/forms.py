"""Random XLSForms and random ways of filling them, kept to what both engines have.

Left out is what they are known to do differently (``docs/forms.md``): counts that shrink, readonly groups, text in typed
questions, moments of the clock.
"""

from __future__ import annotations

import random
from typing import Any

from commissioner_app.forms.xlsform.workbook import WorkbookTables

Row = dict[str, str]
Step = dict[str, Any]

ANSWERS = {
    "integer": ["0", "1", "3", "12"],
    "decimal": ["0.5", "1.25", "20.75"],
    "text": ["abc", "tea", "1", "茶园"],
    "date": ["2024-02-29", "1999-12-31"],
    "acknowledge": ["OK"],
    "geopoint": ["31.5 116.25 10.5 2.5"],
    "select_one": ["a", "b", "c"],
}
NUMBERS = ("integer", "decimal")
CHOICES = [("a", "甲", "Alpha", "r1"), ("b", "乙", "Beta", "r2"), ("c", "丙", "Gamma", "r1")]


class FormMaker:
    """One random form: ``tables()``, then ``steps()`` that fill it."""

    def __init__(self, seed: int) -> None:
        self.pick = random.Random(seed)
        self.rows: list[Row] = []
        self.questions: list[tuple[str, str, tuple[str, ...]]] = []
        self.repeats: list[tuple[str, ...]] = []
        self.number = 0

    def tables(self) -> WorkbookTables:
        """The sheets of the form."""
        self.block((), 0, self.pick.randint(4, 9))
        choices = [
            {"list_name": "l", "name": name, "label::zh": zh, "label::en": en, "region": region}
            for name, zh, en, region in CHOICES
        ]
        return WorkbookTables(
            "made", {"survey": self.rows, "choices": choices, "settings": [{"default_language": "zh"}]}
        )

    def block(self, above: tuple[str, ...], depth: int, count: int) -> None:
        """Some questions, and perhaps groups and repeats of more."""
        for _ in range(count):
            kind = self.pick.random()
            if depth < 3 and kind < 0.12:
                self.inside("group", above, depth)
            elif depth < 2 and kind < 0.24:
                self.inside("repeat", above, depth)
            else:
                self.question(above)

    def inside(self, what: str, above: tuple[str, ...], depth: int) -> None:
        """A group or repeat with a block in it."""
        name = self.name("g" if what == "group" else "r")
        row = {"type": f"begin_{what}", "name": name, "label::zh": f"组{name}", "label::en": f"Part {name}"}
        if what == "group" and self.pick.random() < 0.4:
            row["relevant"] = self.condition(above)
        self.rows.append(row)
        if what == "repeat":
            self.repeats.append((*above, name))
        self.block((*above, name), depth + 1, self.pick.randint(2, 4))
        self.rows.append({"type": f"end_{what}"})

    def name(self, start: str) -> str:
        self.number += 1
        return f"{start}{self.number}"

    def question(self, above: tuple[str, ...]) -> None:
        """One question or calculation with some of what a row can say."""
        kind = self.pick.choice([*ANSWERS, "calculate", "calculate", "note", "select_multiple"])
        name = self.name("q")
        row = {"type": f"{kind} l" if kind.startswith("select") else kind, "name": name}
        if kind == "calculate":
            row["calculation"] = self.value(above)
        else:
            row |= {"label::zh": f"问{name} {self.quote(above)}", "label::en": f"Ask {name}", "hint::en": "hint"}
            chance = self.pick.random
            if chance() < 0.3:
                row["relevant"] = self.condition(above)
            if chance() < 0.3:
                row["required"] = "yes" if chance() < 0.5 else self.condition(above)
            if chance() < 0.2:
                row["readonly"] = self.condition(above)
            if kind in NUMBERS and chance() < 0.4:
                row |= {"constraint": f". < {self.pick.randint(1, 15)}", "constraint_message::en": "too much"}
            if kind.startswith("select") and chance() < 0.4:
                # Never answered: a choice that its filter takes away goes at once here, and in JavaRosa when it is asked for.
                row["choice_filter"] = f"region = 'r1' or {self.condition(above)}"
                kind = "filtered"
            if kind in ANSWERS and kind != "acknowledge" and chance() < 0.25:
                row["default"] = self.pick.choice(ANSWERS[kind])
        self.rows.append(row)
        self.questions.append((kind, name, above))

    def seen(self, above: tuple[str, ...], kinds: tuple[str, ...]) -> list[str]:
        """Earlier questions of some kinds that a place can read as one value."""
        around = {above[:i] for i in range(len(above) + 1)}
        inside_of = [place for _, _, place in self.questions if place in around]
        return [name for kind, name, place in self.questions if kind in kinds and place in inside_of]

    def quote(self, above: tuple[str, ...]) -> str:
        names = self.seen(above, ("text", "integer"))
        return f"${{{self.pick.choice(names)}}}" if names and self.pick.random() < 0.4 else ""

    def condition(self, above: tuple[str, ...]) -> str:
        numbers, texts = self.seen(above, NUMBERS), self.seen(above, ("text", "select_one"))
        made = ["true()", "1 = 2"]
        if numbers:
            name = self.pick.choice(numbers)
            made += [f"${{{name}}} > {self.pick.randint(0, 10)}", f"${{{name}}} != ''", f"not(${{{name}}} = 3)"]
        if texts:
            name = self.pick.choice(texts)
            made += [f"${{{name}}} = 'a'", f"string-length(${{{name}}}) < 2", f"selected(${{{name}}}, 'b')"]
        return self.pick.choice(made[2:] or made)

    def value(self, above: tuple[str, ...]) -> str:
        numbers, texts = self.seen(above, NUMBERS), self.seen(above, ("text", "select_one", "calculate"))
        repeated = [
            f"{how}(${{{name}}})" for kind, name, place in self.questions if kind in NUMBERS and len(place) == 1
            and place in self.repeats and not set(place) & set(above) for how in ("sum", "count", "count-non-empty")
        ]  # fmt: skip
        made = ["'x'", "1 + 1", *repeated]
        if numbers:
            one, two = self.pick.choice(numbers), self.pick.choice(numbers)
            made += [
                f"${{{one}}} + ${{{two}}}",
                f"round(${{{one}}} * 1.5, 1)",
                f"if({self.condition(above)}, ${{{one}}}, 'no')",
                f"coalesce(${{{one}}}, ${{{two}}})",
            ]
        if texts:
            one, two = self.pick.choice(texts), self.pick.choice(texts)
            made += [f"concat(${{{one}}}, '-', ${{{two}}})", f"substr(${{{one}}}, 0, 1)"]
            # In a group that is not asked, JavaRosa's once() forgets.
            made += [] if above else [f"once(${{{one}}})"]
        if above and above in self.repeats:
            made.append("position(..)")
        return self.pick.choice(made)

    def steps(self, count: int) -> list[Step]:
        """Answers and new instances, in random order; every reference exists when its turn comes."""
        instances = dict.fromkeys(self.repeats, 1)
        made: list[Step] = []
        for _ in range(count):
            if self.repeats and self.pick.random() < 0.2:
                repeat = self.pick.choice(self.repeats)
                if not any(repeat[:i] in instances for i in range(1, len(repeat))):
                    instances[repeat] += 1
                    made.append({"add": "/data/" + "/".join(repeat)})
                continue
            kind, name, above = self.pick.choice(self.questions)
            ref = f"{self.place(above, instances)}/{name}"
            if kind == "select_multiple":
                made.append({"set": ref, "values": self.pick.choice([["a"], ["a", "b"], []])})
            elif kind in ANSWERS:
                made.append({"set": ref, "value": self.pick.choice([*ANSWERS[kind], ""])})
        return made

    def place(self, above: tuple[str, ...], instances: dict[tuple[str, ...], int]) -> str:
        parts = ["/data"]
        for i, name in enumerate(above, start=1):
            count = instances.get(above[:i])
            parts.append(name if count is None else f"{name}[{self.pick.randint(1, count)}]")
        return "/".join(parts)
