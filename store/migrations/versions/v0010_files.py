"""Files that were uploaded by the API, which of its pins show them, and consents that it began."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_files",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("api_files_by_time", "api_files", ["created_at", "id"])
    op.create_index("api_files_by_digest", "api_files", ["digest"])
    op.create_table(
        "api_consents",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("app", sa.String(), nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("account", sa.String(), nullable=True),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("ends_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.add_column("api_pins", sa.Column("file", sa.String(), nullable=True))
    op.add_column("api_pins", sa.Column("cover_file", sa.String(), nullable=True))
    op.create_index("api_pins_by_file", "api_pins", ["file"])
    op.create_index("api_pins_by_cover_file", "api_pins", ["cover_file"])


def downgrade() -> None:
    op.drop_index("api_pins_by_cover_file", "api_pins")
    op.drop_index("api_pins_by_file", "api_pins")
    op.drop_column("api_pins", "cover_file")
    op.drop_column("api_pins", "file")
    op.drop_table("api_consents")
    op.drop_table("api_files")
