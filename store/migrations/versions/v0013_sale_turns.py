"""When a sale in a source's files begins or ends: then they are read again, although they are as they were."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sources", sa.Column("sale_turn_at", sa.Float(), nullable=True))


def downgrade() -> None:
    op.drop_column("sources", "sale_turn_at")
