"""One poll of a source in a process of its own, so that its memory can be told: a line of JSON at the end.

python -m tests.scale.feed_poller FOLDER SHOP SOURCE
"""

import asyncio
import json
import sys
from pathlib import Path

from temporalio.testing import ActivityEnvironment

from activities.polling import PollActivities
from activities.system_clock import SystemClock
from catalog.polled_catalogs import PolledCatalogs
from contracts.names import AccountKey, SourceKey
from contracts.watching import WatchReport, WatchRequest
from fetching.client import Fetcher
from fetching.feeds import FeedFetcher
from store.database import Database
from store.feeds import SqlFeeds
from store.sources import SqlSources
from tests.store.connected import SEALER


class Nobody:
    """No account is connected."""

    async def wake_account(self, account: AccountKey) -> None:
        raise AssertionError(f"{account} was woken")


async def poll(folder: Path, shop: str, source: SourceKey) -> WatchReport:
    database = Database.open(f"sqlite:///{folder}/ledger.db")
    async with Fetcher.open(demo_shop=shop) as fetcher:
        catalogs = PolledCatalogs(FeedFetcher(fetcher))
        polling = PollActivities(
            SqlSources(database, SEALER), SqlFeeds(database), catalogs, Nobody(), SystemClock(), folder / "polls"
        )
        report: WatchReport = await ActivityEnvironment().run(polling.poll, WatchRequest(source=source))
    database.close()
    return report


def main() -> None:
    folder, shop, source = sys.argv[1:]
    report = asyncio.run(poll(Path(folder), shop, SourceKey(source)))
    print(json.dumps({"report": report.model_dump(), "peak_kib": peak_kib()}))  # noqa: T201 - its answer


def peak_kib() -> int:
    """The most memory that this program had. What `getrusage` tells begins with what its starter had."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    raise ProcessLookupError("self")


if __name__ == "__main__":
    main()
