#!/bin/sh
# Brings the tables of Temporal's two databases to those of this version. Twice does no harm.
set -eu

bring_up() {
    temporal-sql-tool --db "$1" setup-schema --version 0.0
    temporal-sql-tool --db "$1" update-schema --schema-dir "/etc/temporal/schema/postgresql/v12/$2/versioned"
}

bring_up temporal temporal
bring_up temporal_visibility visibility
