"""Writes records for as long as it lives and says each only after it is durable (run and killed by test_kill)."""

from __future__ import annotations

import random
import sys
from pathlib import Path

from commissioner_app.store.rows import Draft
from commissioner_app.store.store import Store
from tests.store.samples import KEY, KINDS, answers, record


def main() -> None:
    store = Store.open(Path(sys.argv[1]), KEY, kinds=KINDS)
    rng = random.Random(sys.argv[2])
    number = 0
    while True:
        number += 1
        one = record(answers(number, rng))
        store.drafts.put(Draft(f"draft-{one.id}", "visit", "visit", "1", saved={"n": number}))
        if number % 3 == 0:
            name = store.attachments.add(one.id.encode() * 50, "txt")
            one.answers["log_scan"] = name
        store.write(one, who="p1", device="d1", action="create", draft_id=f"draft-{one.id}")
        sys.stdout.write(f"{one.id} {one.answers['name']} {one.answers.get('log_scan', '')}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
