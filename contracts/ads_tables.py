"""Names of tables of ads rows: how they are made, which are plain, and which are Pinflow's own."""

import re

TABLE_PREFIX = "ads_data_"
"""Before names that we choose, so that no source can be called like a table of the ledger."""
TABLE_NAME_MAX = 63
"""Letters that PostgreSQL keeps."""
TABLE_NAME = re.compile(rf"[a-z][a-z0-9_]{{0,{TABLE_NAME_MAX - 1}}}")

OWN_TABLES = frozenset(
    {
        "accounts",
        "ads_chunks",
        "ads_coverage",
        "ads_runs",
        "ads_sources",
        "alembic_version",
        "alerts",
        "api_consents",
        "api_files",
        "api_imports",
        "api_keys",
        "api_pins",
        "api_requests",
        "app_refusals",
        "apps",
        "attempts",
        "blocks",
        "board_readings",
        "board_rules",
        "board_sections",
        "boards",
        "changes",
        "decisions",
        "deliveries",
        "delivery_attempts",
        "event_deliveries",
        "events",
        "feed_items",
        "feed_parts",
        "findings",
        "foreign_ids",
        "intake_counts",
        "intents",
        "launch_rows",
        "launches",
        "pin_days",
        "pin_readings",
        "product_states",
        "publish_windows",
        "quotas",
        "seen_markers",
        "sources",
        "uploads",
        "wakes",
        "webhook_endpoints",
        "writes",
    },
)
"""Of the ledger, which may stand in the same database."""


def table_name(source: str, target: str) -> str:
    """Of a database: the name in the source's destination, else one made of the source's own."""
    return target or TABLE_PREFIX + _of_source(source)


def duckdb_table(source: str) -> str:
    """In a DuckDB file, which is the target."""
    return f"ads_{_of_source(source)}"


def _of_source(source: str) -> str:
    return source.replace("-", "_")
