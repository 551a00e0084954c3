"""Which pins go before others, which app an account's quota is shared in, and in which hours pins leave."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("intents", sa.Column("priority", sa.String(), nullable=False, server_default="normal"))
    op.add_column("launches", sa.Column("priority", sa.String(), nullable=False, server_default="normal"))
    op.add_column("accounts", sa.Column("app", sa.String(), nullable=True))
    op.create_index("launches_open", "launches", ["account", "finished_at"], unique=False)
    op.add_column("findings", sa.Column("made_at", sa.Float(), nullable=True))
    op.add_column("findings", sa.Column("other_made_at", sa.Float(), nullable=True))
    op.add_column("intents", sa.Column("not_after", sa.Float(), nullable=True))
    op.add_column("launch_rows", sa.Column("not_after", sa.Float(), nullable=True))
    op.add_column("launch_rows", sa.Column("wished", sa.Float(), nullable=True))
    op.add_column("launch_rows", sa.Column("timed_by", sa.String(), nullable=False, server_default="file"))
    op.create_table(
        "publish_windows",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("board", sa.String(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account", "board"),
    )


def downgrade() -> None:
    op.drop_table("publish_windows")
    op.drop_column("launch_rows", "timed_by")
    op.drop_column("launch_rows", "wished")
    op.drop_column("launch_rows", "not_after")
    op.drop_column("intents", "not_after")
    op.drop_column("findings", "other_made_at")
    op.drop_column("findings", "made_at")
    op.drop_index("launches_open", "launches")
    op.drop_column("accounts", "app")
    op.drop_column("launches", "priority")
    op.drop_column("intents", "priority")
