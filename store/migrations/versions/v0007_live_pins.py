"""Pins by their product, and what Pinterest does not let an app do with them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("intents_by_product", "intents", ["account", "product_key", "key"])
    op.create_table(
        "app_refusals",
        sa.Column("app", sa.String(), nullable=False),
        sa.Column("ability", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("refused_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("app", "ability"),
    )


def downgrade() -> None:
    op.drop_table("app_refusals")
    op.drop_index("intents_by_product", "intents")
