"""Accounts whose tokens are renewed, their apps and alerts, board rules, keys for the doors, places for videos."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in _of_accounts():
        op.add_column("accounts", column)
    op.create_table(
        "apps",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("sealed_secret", sa.Text(), nullable=False),
        sa.Column("redirect_uri", sa.String(), nullable=False),
        sa.Column("legacy", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "alerts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.Float(), nullable=False),
        sa.Column("told_at", sa.Float(), nullable=True),
        sa.Column("ended_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    still_open = sa.text("ended_at IS NULL")
    op.create_index(
        "alerts_open",
        "alerts",
        ["account", "kind"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("accounts", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("revoked_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_table(
        "board_rules",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("set_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("account"),
    )
    op.create_table(
        "uploads",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("asked_at", sa.Float(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("until", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("account", "key"),
    )


def downgrade() -> None:
    op.drop_table("uploads")
    op.drop_table("board_rules")
    op.drop_table("api_keys")
    op.drop_index("alerts_open", "alerts")
    op.drop_table("alerts")
    op.drop_table("apps")
    for column in reversed(_of_accounts()):
        op.drop_column("accounts", column.name)


def _of_accounts() -> tuple[sa.Column[Any], ...]:  # Any: each has a type of its own
    return (
        sa.Column("park_cause", sa.String(), nullable=True),
        sa.Column("username", sa.String(), nullable=True),
        sa.Column("scopes", sa.Text(), nullable=True),
        sa.Column("sealed_refresh", sa.Text(), nullable=True),
        sa.Column("access_made_at", sa.Float(), nullable=True),
        sa.Column("access_expires_at", sa.Float(), nullable=True),
        sa.Column("refresh_expires_at", sa.Float(), nullable=True),
        sa.Column("token_version", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("renewing_by", sa.String(), nullable=True),
        sa.Column("renewing_until", sa.Float(), nullable=False, server_default="0"),
        sa.Column("renew_after", sa.Float(), nullable=True),
        sa.Column("renewal_refused", sa.Text(), nullable=True),
    )
