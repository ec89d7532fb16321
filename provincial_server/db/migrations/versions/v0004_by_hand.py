"""What comes by hand: keys of the server, of teams and offices and of laptops; changes that the server merged itself or
that their laptop has given up for others; which parts of which bundles have arrived."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, PrimaryKeyConstraint, Text

revision = "0004"
down_revision = "0003"


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


def _number(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False, server_default="0")


def upgrade() -> None:
    op.create_table(
        "keys", Column("name", Text, primary_key=True), *map(_text, ("private_key", "public_key", "created_at"))
    )
    op.add_column("devices", _text("sign_key"))
    op.add_column("devices", _text("box_key"))
    op.add_column("changes", _number("merged"))
    op.create_table(
        "replaced_changes",
        *map(_text, ("device_id", "id", "record_id", "change_id")),
        PrimaryKeyConstraint("device_id", "id"),
    )
    op.create_table(
        "bundle_pieces",
        Column("id", Text, primary_key=True),
        *map(_text, ("bundle", "kind", "device_id", "person_id", "carried_by", "road", "received_at")),
        _number("n"),
        _number("total"),
    )
    op.create_index("pieces_of_bundle", "bundle_pieces", ["bundle"])


def downgrade() -> None:
    raise NotImplementedError("a server goes back by restoring a backup")
