"""How much a person has sent is asked before each attachment where there is a quota."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    # The size beside the person: the sum is read off the index alone.
    op.create_index("attachments_of_person", "attachments", ["person_id", "size"])


def downgrade() -> None:
    raise NotImplementedError("a server goes back by restoring a backup")
