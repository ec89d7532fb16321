"""What is handed to a database is what it gives back, whichever way is the quickest."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError, IntegrityError

from provincial_server.db.engine import Database
from provincial_server.db.rows import add_many, commit, row, run, together, tuples, tuples_of_all

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


def test_what_is_there_already_is_dealt_with_as_told(table: Connection) -> None:
    columns, instead = ("n", "name", "body"), "ON CONFLICT (n) DO UPDATE SET body = excluded.body"
    add_many(table, "odd", columns, [(1, "one", "first"), (2, "two", "first")])
    add_many(table, "odd", columns, [(2, "other", "second"), (3, "three", "second")], otherwise=instead)
    found = tuples(table, "SELECT n, name, body FROM odd ORDER BY n")
    assert found == [(1, "one", "first"), (2, "two", "second"), (3, "three", "second")]


@pytest.fixture
def kept(database: Database) -> str:
    """A table that is there for all, with a row."""
    with database.write() as connection:
        run(connection, "CREATE TABLE kept (n BIGINT PRIMARY KEY)")
        run(connection, "INSERT INTO kept (n) VALUES (1)")
    return "kept"


def test_statements_that_travel_with_their_commit_are_committed(database: Database, kept: str) -> None:
    with database.write() as connection, together(connection):
        add_many(connection, kept, ("n",), [(2,), (3,)])
        assert row(connection, "SELECT MAX(n) AS most FROM kept") == {"most": 3}, (
            "what is asked for is there in between"
        )
        run(connection, "DELETE FROM kept WHERE n = 1")
        commit(connection)
    with database.read() as connection:
        assert tuples(connection, "SELECT n FROM kept ORDER BY n") == [(2,), (3,)]


def test_a_failure_among_statements_that_travel_together_undoes_them_all(database: Database, kept: str) -> None:
    with pytest.raises(IntegrityError), database.write() as connection, together(connection):
        add_many(connection, kept, ("n",), [(2,), (3,)])
        add_many(connection, kept, ("n",), [(1,)])
        run(connection, "DELETE FROM kept WHERE n = 2")
        commit(connection)
    with pytest.raises(DatabaseError), database.write() as connection, together(connection):
        run(connection, "DELETE FROM kept")
        run(connection, "DELETE FROM what_is_not_there")
        commit(connection)
    with database.write() as connection:
        assert tuples(connection, "SELECT n FROM kept") == [(1,)], "and the line is good for the next one"
