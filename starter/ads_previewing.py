"""Previews of ads data as both doors give them: a report is asked for, and its first rows are shaped."""

import asyncio
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from ads.objections import Objection
from ads.previewing import PreviewAsk, preview_of, told_refusal
from ads.shaping import key_column
from contracts.ads_reports import PreviewRows, ReportRequest, ReportToken
from contracts.trouble import Rejected
from pinterest_api.ads_rows import read_report_rows
from starter.ads_asking import Asking

CULPRITS_SECONDS_MAX = 180.0


async def begin_preview(
    request: ReportRequest, asking: Asking, *, culprits_seconds: float = CULPRITS_SECONDS_MAX
) -> ReportToken | Objection:
    """Ask for the report; or Pinterest's words, and which columns they are about, if that is found in time.

    Raises `PinterestTrouble` for anything else.
    """
    try:
        return await asking.create(request)
    except Rejected as refused:
        words = str(refused)
    try:
        async with asyncio.timeout(culprits_seconds):
            return told_refusal(words, await asking.culprits(request))
    except TimeoutError:
        return told_refusal(words, ())


async def preview_rows(
    ask: PreviewAsk, asking: Asking, token: ReportToken, *, wait_seconds: float
) -> PreviewRows | Objection | None:
    """The first rows, as they would be written, or what stands against them; None: the report is not ready yet.

    Raises `PinterestTrouble`.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder) / "report"
        if not await asking.download(ask.spec.ad_account_id, token, file, wait_seconds=wait_seconds):
            return None
        return await asyncio.to_thread(_rows, ask, file)


def _rows(ask: PreviewAsk, file: Path) -> PreviewRows | Objection:
    return preview_of(ask, read_report_rows(file, key_column(ask.spec), ask.spec.report_format), time.time())
