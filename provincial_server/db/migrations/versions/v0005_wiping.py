"""A laptop that is shut out may be told to wipe itself."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Text

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("devices", Column("wipe", BigInteger, nullable=False, server_default="0"))
    op.add_column("devices", Column("told_at", Text, nullable=False, server_default=""))


def downgrade() -> None:
    raise NotImplementedError("a server goes back by restoring a backup")
