"""Writes two batches of a chunk, and is killed in the middle of the third.

usage: python -m tests.destinations.killed KIND FOLDER
"""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from contracts.ads import AdsSourceSpec, DatasetKey, DestinationKind, DestinationSpec, RowBatch
from starter.ads_destinations import AdsDestinations
from tests.destinations.rows import ACCOUNT, batches, chunk, rows


def main() -> None:
    kind, folder = DestinationKind(sys.argv[1]), Path(sys.argv[2])
    with AdsDestinations.open(f"sqlite:///{folder}/ledger.db", folder) as destinations:
        destinations.of(a_spec(kind)).write(chunk(), until_killed())


def a_spec(kind: DestinationKind) -> AdsSourceSpec:
    return AdsSourceSpec(
        key="shop-daily",
        account="shop",
        ad_account_id=ACCOUNT,
        dataset=DatasetKey.AD,
        destination=DestinationSpec(kind=kind),
    )


def until_killed() -> Iterator[RowBatch]:
    yield from batches(*rows(2, 2, seen=9))
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
