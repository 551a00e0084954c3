"""The ledger as it begins."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sealed_token", sa.String(), nullable=True),
        sa.Column("parked", sa.String(), nullable=True),
        sa.Column("parked_at", sa.Float(), nullable=True),
        sa.Column("paused", sa.String(), nullable=True),
        sa.Column("shop_url", sa.String(), nullable=True),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "attempts",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("board_id", sa.String(), nullable=False),
        sa.Column("section_id", sa.String(), nullable=True),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("claimed_at", sa.Float(), nullable=False),
        sa.Column("deadline", sa.Float(), nullable=False),
        sa.Column("answered_at", sa.Float(), nullable=True),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("pin_id", sa.String(), nullable=True),
        sa.Column("adopted", sa.Boolean(), nullable=False),
        sa.Column("reads", sa.Integer(), nullable=False),
        sa.Column("last_read_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("key", "number"),
    )
    op.create_index("attempts_by_answer", "attempts", ["account", "answered_at"], unique=False)
    op.create_index("attempts_by_board", "attempts", ["account", "board_id", "state"], unique=False)

    op.create_table(
        "blocks",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("account", "category"),
    )
    op.create_table(
        "board_readings",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("board_id", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("leased_until", sa.Float(), nullable=False),
        sa.Column("history_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("account", "board_id"),
    )
    op.create_table(
        "boards",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("board_id", sa.String(), nullable=True),
        sa.Column("refused", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("account", "folded"),
    )
    op.create_table(
        "intents",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("marker", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("board_id", sa.String(), nullable=False),
        sa.Column("board_name", sa.String(), nullable=False),
        sa.Column("product_key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("image_slot", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.String(), nullable=True),
        sa.Column("wording", sa.Text(), nullable=True),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("launch", sa.String(), nullable=True),
        sa.Column("not_before", sa.Float(), nullable=True),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("recalled", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ready_at", sa.Float(), nullable=True),
        sa.Column("draft", sa.Text(), nullable=True),
        sa.Column("media", sa.Text(), nullable=True),
        sa.Column("pin_id", sa.String(), nullable=True),
        sa.Column("forbidden", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("outcome_json", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("settled_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("marker"),
    )
    op.create_index("intents_by_account_state", "intents", ["account", "state", "ready_at"], unique=False)
    op.create_index("intents_by_end", "intents", ["account", "settled_at"], unique=False)
    op.create_index("intents_recalled", "intents", ["account", "recalled"], unique=False)
    op.create_index("ix_intents_pin_id", "intents", ["pin_id"], unique=False)

    op.create_table(
        "launch_rows",
        sa.Column("launch", sa.String(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("image_slot", sa.Integer(), nullable=False),
        sa.Column("product_key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("board_name", sa.String(), nullable=False),
        sa.Column("section_name", sa.String(), nullable=False),
        sa.Column("product", sa.Text(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("not_before", sa.Float(), nullable=True),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("intent_key", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("already", sa.Boolean(), nullable=False),
        sa.Column("changed", sa.Boolean(), nullable=False),
        sa.Column("owner_only", sa.Boolean(), nullable=False),
        sa.Column("board_id", sa.String(), nullable=True),
        sa.Column("pin_id", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("remedy", sa.Text(), nullable=True),
        sa.Column("actor", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("launch", "row", "image_slot"),
    )
    op.create_index("ix_launch_rows_intent_key", "launch_rows", ["intent_key"], unique=False)
    op.create_index("launch_rows_by_outcome", "launch_rows", ["launch", "outcome", "already"], unique=False)
    op.create_index(
        "launch_rows_by_reason", "launch_rows", ["launch", "reason", "row", "image_slot"], unique=False
    )
    op.create_index("launch_rows_by_state", "launch_rows", ["launch", "state", "row", "image_slot"], unique=False)

    op.create_table(
        "launches",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("finished_at", sa.Float(), nullable=True),
        sa.Column("judged_row", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_launches_created_at", "launches", ["created_at"], unique=False)

    op.create_table(
        "quotas",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("window_seconds", sa.Float(), nullable=False),
        sa.Column("request_limit", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("seen_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("account", "category", "window_seconds"),
    )
    op.create_table(
        "seen_markers",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("board_id", sa.String(), nullable=False),
        sa.Column("marker", sa.String(), nullable=False),
        sa.Column("pin_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("account", "board_id", "marker"),
    )
    op.create_table(
        "writes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("writes_by_time", "writes", ["account", "category", "at"], unique=False)

    op.create_table(
        "board_sections",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("board_id", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("section_id", sa.String(), nullable=True),
        sa.Column("refused", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("account", "board_id", "folded"),
    )


def downgrade() -> None:
    op.drop_table("board_sections")
    op.drop_index("writes_by_time", "writes")

    op.drop_table("writes")
    op.drop_table("seen_markers")
    op.drop_table("quotas")
    op.drop_index("ix_launches_created_at", "launches")

    op.drop_table("launches")
    op.drop_index("launch_rows_by_state", "launch_rows")
    op.drop_index("launch_rows_by_reason", "launch_rows")
    op.drop_index("launch_rows_by_outcome", "launch_rows")
    op.drop_index("ix_launch_rows_intent_key", "launch_rows")

    op.drop_table("launch_rows")
    op.drop_index("ix_intents_pin_id", "intents")
    op.drop_index("intents_recalled", "intents")
    op.drop_index("intents_by_end", "intents")
    op.drop_index("intents_by_account_state", "intents")

    op.drop_table("intents")
    op.drop_table("boards")
    op.drop_table("board_readings")
    op.drop_table("blocks")
    op.drop_index("attempts_by_board", "attempts")
    op.drop_index("attempts_by_answer", "attempts")

    op.drop_table("attempts")
    op.drop_table("accounts")
