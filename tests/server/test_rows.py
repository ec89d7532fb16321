"""What is handed to a database is what it gives back, whichever way is the quickest."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from provincial_server.db.engine import Database
from provincial_server.db.rows import add_many, run, tuples, tuples_of_all

# Neither database takes NUL, and what is no text cannot be sent at all.
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
ODD = ["", " ", "NULL", "a,b", "{}", '"', "\\", '\\"', "\t", "\n", "\r", "\\N", "茶园"]
MANY_TIMES = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def table(database: Database) -> Iterator[Connection]:
    with database.write() as connection:
        run(connection, "CREATE TABLE odd (n BIGINT PRIMARY KEY, name TEXT NOT NULL, body TEXT NOT NULL)")
        yield connection


@MANY_TIMES
@given(
    names=st.lists(TEXTS | st.sampled_from(ODD), unique=True, max_size=8),
    bodies=st.lists(TEXTS, min_size=8, max_size=8),
)
def test_rows_come_back_as_they_were_added(table: Connection, names: list[str], bodies: list[str]) -> None:
    run(table, "DELETE FROM odd")
    added = list(zip(range(len(names)), names, bodies, strict=False))
    add_many(table, "odd", ("n", "name", "body"), ((n, name, body.encode()) for n, name, body in added))
    by_name, by_number = tuples_of_all(
        table,
        [
            ("SELECT n, name, body FROM odd WHERE name IN :names_in ORDER BY n", {"names_in": names}),
            ("SELECT n, name, body FROM odd WHERE n IN :numbers_in ORDER BY n", {"numbers_in": range(len(names))}),
        ],
    )
    assert by_name == by_number == added
    kinds = tuples(table, "SELECT length(body) FROM odd ORDER BY n")
    assert [length for (length,) in kinds] == [len(body) for _, _, body in added], "text, and not bytes"
