"""The order of hits: exact and prefix titles, then by kind, newest first inside; many visits never hide their host."""

from __future__ import annotations

from commissioner_app.services.program import Program
from tests.services.conftest import COUNTY, HOST, ME, TEAM, from_server

NAME = "金寨县青山茶叶专业合作社"
OWN = {"writer": ME, "team": TEAM, "county": COUNTY, "host_name": NAME}


def visits(program: Program, host: str, number: int) -> list[str]:
    return [
        from_server(program, "visit", OWN | {"host": host, "start_at": f"2026-01-{n % 28 + 1:02d}T09:00:00+08:00"})
        for n in range(number)
    ]


def test_a_host_stands_before_its_plans_and_many_visits(program: Program) -> None:
    host = from_server(program, "host", HOST)
    need = from_server(program, "need", OWN | {"host": host, "need_title": "茶园低温霜冻预警（青山）"})
    plan = from_server(program, "plan", OWN | {"host": host, "date": "2026-03-09"})
    made = visits(program, host, 40)
    found = program.search.find("青山", limit=12)
    assert len(found) == 12
    assert [hit.kind for hit in found] == ["host", "need", *["visit"] * 9, "plan"]
    assert (found[0].id, found[1].id, found[-1].id) == (host, need, plan)
    assert [hit.id for hit in found[2:-1]] == made[::-1][:9]


def test_exact_and_prefix_titles_come_first(program: Program) -> None:
    longer = from_server(program, "host", HOST | {"host_name": "霜冻预警示范基地青山"})
    exact = from_server(program, "need", OWN | {"need_title": "霜冻预警"})
    other = from_server(program, "host", HOST | {"host_name": "青山霜冻预警合作社"})
    assert [hit.id for hit in program.search.find("霜冻预警")] == [exact, longer, other]
    assert [hit.id for hit in program.search.find("霜冻预警", ("host",))] == [longer, other]
