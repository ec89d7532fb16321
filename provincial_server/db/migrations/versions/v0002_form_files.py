"""Files that travel with forms: lists and pictures, kept once by their content."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, LargeBinary, Text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("forms", Column("files", Text, nullable=False, server_default="{}"))
    op.create_table(
        "form_files",
        Column("sha256", Text, primary_key=True),
        Column("size", BigInteger, nullable=False),
        Column("data", LargeBinary, nullable=False),
    )


def downgrade() -> None:
    raise NotImplementedError("a server goes back by restoring a backup")
