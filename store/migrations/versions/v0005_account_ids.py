"""Pinterest's own id of an account, which stays when the account is renamed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("member_id", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("accounts", "member_id")
