"""All kinds of records, by name. A new kind is a file in this folder and a line here."""

from __future__ import annotations

from typing import Final

from commissioner_app.domain import (
    activity,
    agreement,
    appointment,
    assessment,
    contract,
    evaluation,
    host,
    match,
    need,
    person,
    plan,
    resource,
    survey,
    team,
    village,
    visit,
)
from commissioner_app.domain.kind import Kind

KINDS: Final[dict[str, Kind]] = {
    module.KIND.name: module.KIND
    for module in (
        host, visit, activity, need, resource, match, plan, person, appointment, team, village,
        agreement, assessment, contract, evaluation, survey,
    )
}  # fmt: skip

SHARED: Final[dict[str, Kind]] = {name: kind for name, kind in KINDS.items() if not kind.local}
"""The kinds that the provincial server knows too."""
