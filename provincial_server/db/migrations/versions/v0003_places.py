"""Places in buckets are found by record first, so that new ones are written in order; a bucket knows its last change."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX buckets_of_record")
        op.execute("ALTER TABLE bucket_records DROP CONSTRAINT bucket_records_pkey")
        op.execute("ALTER TABLE bucket_records ADD PRIMARY KEY (record_n, bucket)")
    else:
        _on_sqlite()
    op.add_column("bucket_stats", Column("last", BigInteger, nullable=False, server_default="0"))
    op.execute(
        "UPDATE bucket_stats SET last = "
        "COALESCE((SELECT MAX(b.seq) FROM bucket_records b WHERE b.bucket = bucket_stats.bucket), 0)"
    )


def _on_sqlite() -> None:
    """SQLite cannot change a primary key: the rows are copied."""
    op.execute(
        "CREATE TABLE places (bucket TEXT NOT NULL DEFAULT '', record_n BIGINT NOT NULL DEFAULT 0, "
        "seq BIGINT NOT NULL DEFAULT 0, present BIGINT NOT NULL DEFAULT 1, PRIMARY KEY (record_n, bucket)) WITHOUT ROWID"
    )
    op.execute(
        "INSERT INTO places (bucket, record_n, seq, present) "
        "SELECT bucket, record_n, seq, present FROM bucket_records ORDER BY record_n, bucket"
    )
    op.execute("DROP TABLE bucket_records")
    op.execute("ALTER TABLE places RENAME TO bucket_records")
    op.execute("CREATE UNIQUE INDEX bucket_in_order ON bucket_records (bucket, seq)")


def downgrade() -> None:
    raise NotImplementedError("a server goes back by restoring a backup")
