"""Who has shown to have an attachment, and on whose word a record names it. What was named before stays readable."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, PrimaryKeyConstraint, Text

revision = "0007"
down_revision = "0006"


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


def upgrade() -> None:
    op.create_table(
        "attachment_senders",
        *map(_text, ("name", "person_id", "received_at")),
        PrimaryKeyConstraint("name", "person_id"),
    )
    op.create_table(
        "attachment_vouchers",
        _text("name"),
        Column("record_n", BigInteger, nullable=False, server_default="0"),
        _text("person_id"),
        PrimaryKeyConstraint("name", "record_n", "person_id"),
    )
    op.execute(
        "INSERT INTO attachment_senders (name, person_id, received_at) SELECT name, person_id, received_at FROM attachments"
    )
    # Nobody wrote down who named them: the empty person is the server itself.
    op.execute(
        "INSERT INTO attachment_vouchers (name, record_n, person_id) SELECT name, record_n, '' FROM attachment_refs"
    )


def downgrade() -> None:
    raise NotImplementedError("a server goes back by restoring a backup")
