"""Which pins go before others, and which app an account's quota is shared in."""

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


def downgrade() -> None:
    op.drop_column("findings", "other_made_at")
    op.drop_column("findings", "made_at")
    op.drop_index("launches_open", "launches")
    op.drop_column("accounts", "app")
    op.drop_column("launches", "priority")
    op.drop_column("intents", "priority")
