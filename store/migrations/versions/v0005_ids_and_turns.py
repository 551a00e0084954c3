"""Pinterest's own id of an account, which stays when the account is renamed; whose turn it is to plan."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in _columns():
        op.add_column("accounts", column)


def downgrade() -> None:
    for column in reversed(_columns()):
        op.drop_column("accounts", column.name)


def _columns() -> tuple[sa.Column[Any], ...]:  # Any: each has a type of its own
    return (
        sa.Column("member_id", sa.String(), nullable=True),
        sa.Column("planning_for", sa.String(), nullable=True),
        sa.Column("planning_until", sa.Float(), nullable=False, server_default="0"),
    )
