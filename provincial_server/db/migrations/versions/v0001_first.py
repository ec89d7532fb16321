"""The first schema: people, devices, records with buckets, attachments, forms, lists, targets, audit."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Index, Integer, PrimaryKeyConstraint, Text

revision = "0001"
down_revision = None

# SQLite numbers rows by itself only for a column declared INTEGER.
_ROW_NUMBER = BigInteger().with_variant(Integer, "sqlite")
_APPEND_ONLY = ("audit", "changes")


def _text(name: str, default: str | None = "") -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


def _number(name: str, default: int = 0) -> Column[int]:
    return Column(name, BigInteger, nullable=False, server_default=str(default))


def upgrade() -> None:
    _people()
    _records()
    _files()
    _append_only()


def _people() -> None:
    op.create_table("counters", Column("name", Text, primary_key=True), _number("value"))
    op.create_table("lost_ranges", _number("low"), _number("high"))
    op.create_table(
        "people",
        Column("id", Text, primary_key=True),
        Column("login", Text, nullable=False, unique=True),
        _text("password"),
        _text("display"),
        _text("unit"),
        _text("phone"),
        _number("disabled"),
        _number("failures"),
        _text("locked_until"),
        _text("created_at"),
    )
    op.create_table(
        "appointments",
        Column("id", Text, primary_key=True),
        *map(
            _text, ("person_id", "role", "level", "county", "city", "team", "team_role", "town", "start_on", "end_on")
        ),
        _text("hosts", "[]"),
        _number("ended"),
    )
    op.create_index("appointments_of_person", "appointments", ["person_id"])
    op.create_table(
        "devices",
        Column("id", Text, primary_key=True),
        *map(_text, ("person_id", "code", "name", "created_at", "seen_at")),
        _number("revoked"),
    )
    op.create_table(
        "device_codes", _text("scope"), _text("code"), _text("device_id"), PrimaryKeyConstraint("scope", "code")
    )
    op.create_table(
        "sessions",
        Column("id", _ROW_NUMBER, primary_key=True),
        _text("device_id"),
        _text("person_id"),
        Column("access_hash", Text, nullable=False, unique=True),
        _text("access_expires"),
        Column("refresh_hash", Text, nullable=False, unique=True),
        _text("refresh_expires"),
        _number("parent"),
        _number("used"),
        _number("superseded"),
    )
    op.create_index("sessions_of_device", "sessions", ["device_id"])


def _records() -> None:
    op.create_table(
        "records",
        Column("n", _ROW_NUMBER, primary_key=True),
        Column("id", Text, nullable=False, unique=True),
        _text("kind"),
        _number("rev"),
        _number("deleted"),
        _text("body"),
    )
    op.create_index("records_of_kind", "records", ["kind"])
    op.create_table(
        "bucket_records",
        _text("bucket"),
        _number("record_n"),
        _number("seq"),
        _number("present", 1),
        PrimaryKeyConstraint("bucket", "record_n"),
        Index("bucket_in_order", "bucket", "seq", unique=True),
        Index("buckets_of_record", "record_n"),
        sqlite_with_rowid=False,
    )
    op.create_table("bucket_stats", Column("bucket", Text, primary_key=True), _number("count"), _text("digest"))
    op.create_table(
        "changes",
        Column("id", Text, primary_key=True),
        _number("seq"),
        _text("record_id"),
        _text("kind"),
        _number("rev"),
        *map(_text, ("person_id", "device_id", "at", "received_at", "patch")),
    )
    op.create_index("changes_of_record", "changes", ["record_id", "rev"])


def _files() -> None:
    op.create_table(
        "attachment_refs",
        _text("name"),
        _number("record_n"),
        PrimaryKeyConstraint("name", "record_n"),
        Index("attachments_of_record", "record_n"),
    )
    op.create_table(
        "attachments", Column("name", Text, primary_key=True), _number("size"), _text("person_id"), _text("received_at")
    )
    op.create_table(
        "uploads",
        Column("id", Text, primary_key=True),
        _text("name"),
        _number("length"),
        _text("person_id"),
        _text("created_at"),
    )
    op.create_table(
        "forms",
        *map(_text, ("id", "version", "kind", "title", "state", "sha256", "xml", "published_at")),
        PrimaryKeyConstraint("id", "version"),
    )
    op.create_table("lists", Column("id", Text, primary_key=True), _text("version"), _text("csv"))
    op.create_table(
        "targets",
        *map(_text, ("year", "scope", "indicator", "target", "unit", "source")),
        PrimaryKeyConstraint("year", "scope", "indicator"),
    )
    op.create_table(
        "audit",
        Column("n", _ROW_NUMBER, primary_key=True),
        *map(_text, ("at", "person_id", "device_id", "event", "detail", "hash")),
    )


def _append_only() -> None:
    """The database itself refuses to rewrite history."""
    if op.get_bind().dialect.name == "postgresql":
        _append_only_on_postgresql()
        return
    for table in _APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def _append_only_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
    )
    for table in _APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()"
        )


def downgrade() -> None:
    raise NotImplementedError("a server goes back by restoring a backup")
