"""Sources, what they deliver, the changes read from it, what is known of products, and what was decided."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INDEXES = (
    ("deliveries_once", "deliveries", ("source", "dedupe")),
    ("deliveries_by_state", "deliveries", ("state", "id")),
    ("deliveries_by_end", "deliveries", ("ended_at",)),
    ("changes_once", "changes", ("source", "delivery")),
    ("changes_to_tell", "changes", ("state", "tell_at", "id")),
    ("changes_by_product", "changes", ("source", "product_key", "state", "id")),
    ("changes_by_foreign_id", "changes", ("source", "foreign_id")),
    ("changes_by_end", "changes", ("folded_at",)),
    ("decisions_to_tell", "decisions", ("state", "tell_at", "id")),
    ("decisions_by_source", "decisions", ("source", "id")),
    ("decisions_by_end", "decisions", ("done_at",)),
    ("feed_items_by_poll", "feed_items", ("source", "seen_in", "item")),
    ("feed_items_by_part", "feed_items", ("source", "part")),
)
ONCE = ("deliveries_once", "changes_once")
NUMBERED_ONCE = {"sqlite_autoincrement": True}
"""SQLite else gives numbers of deleted rows again; PostgreSQL never does."""


def upgrade() -> None:
    _create_sources()
    _create_deliveries()
    _create_changes()
    _create_product_states()
    _create_foreign_ids()
    _create_decisions()
    _create_feed_items()
    _create_feed_parts()
    _create_intake_counts()
    for name, table, columns in INDEXES:
        op.create_index(name, table, list(columns), unique=name in ONCE)


def downgrade() -> None:
    for name, table, _ in reversed(INDEXES):
        op.drop_index(name, table)
    op.drop_table("intake_counts")
    op.drop_table("feed_parts")
    op.drop_table("feed_items")
    op.drop_index("decisions_waiting", "decisions")
    op.drop_table("decisions")
    op.drop_table("foreign_ids")
    op.drop_table("product_states")
    op.drop_table("changes")
    op.drop_table("deliveries")
    op.drop_table("sources")


def _create_sources() -> None:
    op.create_table(
        "sources",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("removed_at", sa.Float(), nullable=True),
        sa.Column("paused", sa.String(), nullable=True),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("sealed_secrets", sa.Text(), nullable=True),
        sa.Column("secret_count", sa.Integer(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=True),
        sa.Column("poll", sa.Integer(), nullable=False),
        sa.Column("polled_at", sa.Float(), nullable=True),
        sa.Column("poll_error", sa.Text(), nullable=True),
        sa.Column("poll_words", sa.Text(), nullable=True),
        sa.Column("poll_well_at", sa.Float(), nullable=True),
        sa.Column("poll_failures", sa.Integer(), nullable=False),
        sa.Column("poll_unreadable", sa.Integer(), nullable=False),
        sa.Column("poll_doubt", sa.Text(), nullable=True),
        sa.Column("poll_alarm", sa.Text(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("content_digest", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )


def _create_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("dedupe", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("received_at", sa.Float(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("leased_until", sa.Float(), nullable=False),
        sa.Column("takes", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.Float(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        **NUMBERED_ONCE,
    )


def _create_changes() -> None:
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("product_key", sa.String(), nullable=False),
        sa.Column("foreign_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("sequence", sa.String(), nullable=False),
        sa.Column("product", sa.Text(), nullable=True),
        sa.Column("unsaid", sa.Text(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tell_at", sa.Float(), nullable=False),
        sa.Column("folded_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        **NUMBERED_ONCE,
    )


def _create_product_states() -> None:
    op.create_table(
        "product_states",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("product_key", sa.String(), nullable=False),
        sa.Column("product", sa.Text(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("at", sa.Float(), nullable=True),
        sa.Column("sequence", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("pinned_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("source", "product_key"),
    )


def _create_foreign_ids() -> None:
    op.create_table(
        "foreign_ids",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("foreign_id", sa.String(), nullable=False),
        sa.Column("product_key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("source", "foreign_id"),
    )


def _create_decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("product_key", sa.String(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("happenings", sa.Text(), nullable=False),
        sa.Column("actions", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("counted", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tell_at", sa.Float(), nullable=False),
        sa.Column("done_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        **NUMBERED_ONCE,
    )
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "decisions_waiting",
        "decisions",
        ["source", "product_key"],
        unique=True,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def _create_feed_items() -> None:
    op.create_table(
        "feed_items",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("seen_in", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("source", "item"),
    )


def _create_feed_parts() -> None:
    op.create_table(
        "feed_parts",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("content_digest", sa.String(), nullable=True),
        sa.Column("unreadable", sa.Integer(), nullable=False),
        sa.Column("read_in", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source", "part"),
    )


def _create_intake_counts() -> None:
    op.create_table(
        "intake_counts",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source", "day", "what"),
    )
