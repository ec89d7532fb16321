"""L_NEEDSTATE: the states of a need and who may move it between them (domain.md 4.9)."""

from __future__ import annotations

from typing import Final

from commissioner_app.domain.kind import Move, State
from commissioner_app.domain.states import COUNTY, HOST, OFFICES, REVIEWERS, SPECIALISTS, WRITERS

STATES: Final = (
    State("00", "草稿", "draft", "draft"),
    State("10", "已征集(待审核)", "submitted", "waiting"),
    State("20", "县级审核通过", "county accepted", "ok"),
    State("25", "退回整改", "returned", "returned"),
    State("28", "不予受理", "rejected", "closed"),
    State("29", "现场已解决", "solved on the spot", "closed"),
    State("30", "脱密处理", "desensitising", "waiting"),
    State("40", "已发布", "published", "ok"),
    State("45", "定向推送", "pushed", "ok"),
    State("50", "对接中", "matching", "attention"),
    State("55", "已认领/揭榜", "claimed", "attention"),
    State("60", "达成意向", "letter of intent", "attention"),
    State("70", "已签约", "contract signed", "ok"),
    State("75", "实施中", "in progress", "ok"),
    State("80", "已解决", "solved", "closed"),
    State("85", "部分解决", "partly solved", "closed"),
    State("90", "未解决结案", "closed unsolved", "closed"),
    State("95", "企业撤回", "withdrawn", "closed"),
    State("97", "到期失效", "expired", "closed"),
)
CLOSED_STATES: Final = frozenset({"28", "29", "80", "85", "90", "95", "97"})
OPEN_STATES: Final = frozenset(state.code for state in STATES) - CLOSED_STATES
BEFORE_SIGNING: Final = tuple(code for code in sorted(OPEN_STATES) if code < "70")

# The clock moves a need to 97, nobody by hand; the server does it in the name of the county.
SYSTEM: Final = frozenset({"SYSTEM"})


def _moves(
    action: str, sources: tuple[str, ...], target: str, roles: frozenset[str], reason: bool = False
) -> tuple[Move, ...]:
    return tuple(Move(action, source, target, roles, reason) for source in sources)


COUNTY_ONLY: Final = frozenset({COUNTY})

MOVES: Final = (
    *_moves("submit", ("00", "25"), "10", WRITERS),
    *_moves("recall", ("10",), "00", WRITERS),
    *_moves("approve", ("10",), "20", COUNTY_ONLY),
    *_moves("return", ("10", "20", "30"), "25", OFFICES, reason=True),
    *_moves("reject", ("10",), "28", REVIEWERS, reason=True),
    *_moves("solve_direct", ("10", "20"), "29", WRITERS),
    *_moves("desensitise", ("20",), "30", OFFICES),
    *_moves("publish", ("30",), "40", OFFICES),
    *_moves("push", ("20", "30"), "45", REVIEWERS),
    *_moves("match", ("20", "40", "45"), "50", SPECIALISTS | REVIEWERS),
    *_moves("claim", ("40", "45", "50"), "55", REVIEWERS),
    *_moves("intent", ("50", "55"), "60", SPECIALISTS | REVIEWERS),
    *_moves("sign", ("50", "55", "60"), "70", COUNTY_ONLY),
    *_moves("start", ("70", "50"), "75", SPECIALISTS | COUNTY_ONLY),
    *_moves("solve", ("75", "70", "50"), "80", COUNTY_ONLY),
    *_moves("solve_partly", ("75",), "85", COUNTY_ONLY),
    *_moves("close", ("50", "75"), "90", COUNTY_ONLY, reason=True),
    *_moves("withdraw", BEFORE_SIGNING, "95", COUNTY_ONLY | {HOST}, reason=True),
    *_moves("expire", BEFORE_SIGNING, "97", SYSTEM),
)
