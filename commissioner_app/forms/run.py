"""Running forms without a screen: steps and the batch protocol of ``form run``."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from commissioner_app.forms.errors import FormError
from commissioner_app.forms.expression.moments import local
from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.forms.loading import load_file
from commissioner_app.forms.screen import Node

Json = Any


def run_batch(source: TextIO, target: TextIO) -> None:
    """One scenario a line in, one answer a line out, until the source ends."""
    for line in source:
        if line.strip():
            json.dump(answer_line(line), target, ensure_ascii=False)
            target.write("\n")
            target.flush()


def answer_line(line: str) -> dict[str, Json]:
    """The answer to one scenario; whatever is wrong with it becomes ``ok: false``."""
    try:
        scenario = json.loads(line)
        return run_scenario(scenario)
    except FormError as error:
        return {"ok": False, "error": str(error), "code": error.code}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return {"ok": False, "error": f"{type(error).__name__}: {error}"}


def run_scenario(scenario: Mapping[str, Json]) -> dict[str, Json]:
    """Load the form, do the steps, describe the outcome. Raises ``FormError`` when it cannot be loaded."""
    started = time.perf_counter()
    instance = open_form(scenario)
    loaded = _milliseconds(started)
    steps = [do_step(instance, step) for step in scenario.get("steps") or []]
    answer: dict[str, Json] = {"ok": True, "loadMs": loaded, "steps": steps}
    if scenario.get("dump", True):
        answer.update(describe(instance))
    return answer


def open_form(scenario: Mapping[str, Json]) -> FormInstance:
    """The form of a scenario with its media, clock and earlier submission."""
    media = Path(scenario["media"]) if scenario.get("media") else None
    definition = load_file(Path(scenario["form"]), media)
    edit = Path(scenario["edit"]).read_bytes() if scenario.get("edit") else None
    last = Path(scenario["lastSaved"]).read_bytes() if scenario.get("lastSaved") else None
    moment = local(datetime.fromisoformat(scenario["now"])) if scenario.get("now") else None
    clock = (lambda: moment) if moment is not None else None
    return FormInstance(definition, now=clock, edit=edit, last_saved=last, properties=scenario.get("properties") or {})


def do_step(instance: FormInstance, step: Mapping[str, Json]) -> dict[str, Json]:
    """One step with its time, and its note or error."""
    started = time.perf_counter()
    try:
        note = _do(instance, step)
    except FormError as error:
        return {"ms": _milliseconds(started), "error": str(error), "code": error.code}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return {"ms": _milliseconds(started), "error": f"{type(error).__name__}: {error}"}
    return {"ms": _milliseconds(started), "note": note}


def _milliseconds(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 3)


def _do(instance: FormInstance, step: Mapping[str, Json]) -> Json:
    if "set" in step:
        value = step["values"] if "values" in step else step.get("value")
        instance.answer(step["set"], value if value is None or isinstance(value, list) else str(value))
    elif "add" in step:
        for _ in range(int(step.get("times", 1))):
            instance.add(step["add"])
    elif "remove" in step:
        instance.remove(step["remove"])
    elif "lang" in step:
        instance.set_language(step["lang"])
    elif "undo" in step:
        instance.undo()
    elif "read" in step:
        return read_note(instance.node(step["read"]))
    elif "choices" in step:
        return [[choice.value, choice.label] for choice in instance.node(step["choices"]).choices]
    elif "count" in step:
        return instance.node(step["count"]).count
    else:
        raise FormError("steps_bad", step=json.dumps(dict(step), ensure_ascii=False)[:200])
    return None


def read_note(node: Node) -> dict[str, Json]:
    """What a ``read`` step says of a node."""
    return {
        "value": node.value,
        "relevant": node.relevant,
        "readonly": node.readonly,
        "required": node.required,
        "constraintOk": node.constraint_ok,
        "requiredOk": node.required_ok,
    }


def describe(instance: FormInstance) -> dict[str, Json]:
    """All nodes with their texts in every language, the status and the submission."""
    by_language: dict[str, dict[str, Json]] = {}
    current = instance.language
    for language in instance.languages:
        instance.set_language(language)
        for node in walk(instance.root):
            by_language.setdefault(node.ref, {})[language] = {
                "label": node.label,
                "hint": node.hint,
                "choices": [choice.label for choice in node.choices],
            }
    if instance.languages and current:
        instance.set_language(current)
    nodes = [_describe(node, by_language.get(node.ref, {})) for node in walk(instance.root)]
    return {
        "languages": list(instance.languages),
        "nodes": nodes,
        "status": "invalid" if instance.problems() else "valid",
        "xml": instance.to_xml(),
    }


def _describe(node: Node, labels: dict[str, Json]) -> dict[str, Json]:
    grouped = node.kind in ("root", "group", "subtree", "repeat-range", "repeat-instance")
    note: dict[str, Json] = {"ref": node.ref, "kind": node.kind, "type": node.type, **read_note(node)}
    if grouped:
        note.pop("value")
    return {
        **note,
        "message": node.message,
        "label": node.label,
        "hint": node.hint,
        "labels": labels,
        "appearances": list(node.appearances),
        "choices": [{"value": choice.value, "label": choice.label} for choice in node.choices],
    }


def walk(root: Node) -> Iterator[Node]:
    """All nodes of a form in form order."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.children))


def batch() -> None:
    """The batch protocol on the standard streams, in UTF-8 whatever the system's encoding."""
    for stream in (sys.stdin, sys.stdout):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    run_batch(sys.stdin, sys.stdout)
