"""What the patrol finds, what speaks against a pin's absence, and keys that callers give."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "findings",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("pin_id", sa.String(), nullable=False),
        sa.Column("board_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("other_pin_id", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.Float(), nullable=False),
        sa.Column("checked_at", sa.Float(), nullable=False),
        sa.Column("settled_at", sa.Float(), nullable=True),
        sa.Column("settlement", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("account", "kind", "pin_id"),
    )
    op.create_index("findings_open", "findings", ["account", "settled_at"], unique=False)
    op.add_column("attempts", sa.Column("doubt", sa.Text(), nullable=True))
    op.add_column("attempts", sa.Column("doubt_lasts", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("board_readings", sa.Column("patrolled_at", sa.Float(), nullable=True))
    op.add_column("intents", sa.Column("given", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("intents_by_board", "intents", ["account", "board_id"], unique=False)


def downgrade() -> None:
    op.drop_index("intents_by_board", "intents")
    op.drop_column("intents", "given")
    op.drop_column("board_readings", "patrolled_at")
    op.drop_column("attempts", "doubt_lasts")
    op.drop_column("attempts", "doubt")
    op.drop_index("findings_open", "findings")
    op.drop_table("findings")
