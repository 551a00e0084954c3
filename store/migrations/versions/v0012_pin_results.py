"""What people did with our own pins: how far it was read, and the numbers by day."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pin_readings",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("pin_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("read_at", sa.Float(), nullable=False),
        sa.Column("until_day", sa.String(), nullable=True),
        sa.Column("moving_from", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("account", "pin_id"),
    )
    op.create_table(
        "pin_days",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("pin_id", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("impressions", sa.BigInteger(), nullable=False),
        sa.Column("saves", sa.BigInteger(), nullable=False),
        sa.Column("pin_clicks", sa.BigInteger(), nullable=False),
        sa.Column("outbound_clicks", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("account", "pin_id", "day"),
    )


def downgrade() -> None:
    op.drop_table("pin_days")
    op.drop_table("pin_readings")
