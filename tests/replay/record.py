"""Records the histories that CI replays. Run it when a workflow gains a path, and commit what it writes:

    python -m tests.replay.record

It plays the scenes of which a history is missing. Old files stay as they are: they stand for workflows that still
run somewhere. A deliberate change of commands is patched in the workflow, and recorded under a new name. What no
release ever ran may be recorded anew, by its names:

    python -m tests.replay.record pin-live launch-done
"""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from store.accounts import SqlAccounts
from store.database import Database
from store.schema import upgrade
from tests.builders import ACCOUNT
from tests.fakes.clock import START, FakeClock
from tests.replay import histories
from tests.replay.scenes import (
    ads_read,
    asked,
    changed,
    delivered,
    made,
    parked,
    patrolled,
    results_read,
    troubled,
    watched,
    withdrawn,
)
from tests.replay.scenes.stage import Handle, Scene
from tests.replay.servers import suggests_early
from tests.workflows.world import Server, open_world, time_skipping

Names = tuple[str, ...]

SCENES: Mapping[Names, Scene] = {
    ("pin-live", "launch-done"): made.live,
    ("pin-urgent",): made.urgent,
    ("pin-looked-at-again",): made.looked_at_again,
    ("pin-waiting-for-its-slot", "account-paused"): made.waits_for_its_slot,
    ("pin-rescheduled",): made.rescheduled,
    ("pin-held",): made.held,
    ("pin-wanted-again",): made.wanted_again,
    ("pin-picture-by-address",): made.by_address,
    ("pin-video",): made.video,
    ("pin-refused",): troubled.refused,
    ("pin-refused-by-pinterest",): troubled.refused_by_pinterest,
    ("pin-gave-up",): troubled.gave_up,
    ("pin-video-refused",): troubled.video_refused,
    ("pin-answer-lost-and-adopted",): troubled.adopted,
    ("pin-answer-lost-and-posted-again",): troubled.posted_again,
    ("pin-worker-lost",): troubled.worker_lost,
    ("pin-unconfirmed",): troubled.unconfirmed,
    ("pin-in-doubt",): troubled.in_doubt,
    ("pin-removed",): troubled.removed,
    ("pin-braked", "account-braked"): troubled.braked,
    ("pin-parked", "account-parked"): troubled.parked,
    ("pin-video-parked-for-days",): parked.for_days,
    ("pin-cancelled-while-drafting",): withdrawn.while_drafting,
    ("pin-cancelled-while-preparing",): withdrawn.while_preparing,
    ("pin-cancelled-while-uploading",): withdrawn.while_uploading,
    ("pin-cancelled",): withdrawn.by_temporal,
    ("pin-cancelled-by-update", "launch-by-hand"): withdrawn.by_update,
    ("pin-recalled", "launch-cancelled", "account-recalls"): withdrawn.recalled,
    ("pin-recall-taken-back",): withdrawn.recall_taken_back,
    ("pin-cancelled-on-the-wire-and-made",): withdrawn.on_the_wire_and_made,
    ("pin-cancelled-on-the-wire-and-not-made",): withdrawn.on_the_wire_and_not_made,
    ("pin-cancelled-while-nobody-knows",): withdrawn.while_nobody_knows,
    ("pin-cancelled-while-confirming",): withdrawn.while_confirming,
    ("pin-cancelled-before-the-second-look",): withdrawn.before_the_second_look,
    ("launch-judged",): watched.judged,
    ("launch-planned",): watched.planned,
    ("launch-revives",): watched.revived,
    ("launch-without-boards",): watched.without_boards,
    ("launch-continued-as-new",): watched.launch_continued,
    ("account-left-by-its-pin",): watched.left_by_its_pin,
    ("account-by-hand",): watched.by_hand,
    ("account-continued-as-new",): watched.account_continued,
    ("account-renews",): parked.renewed,
    ("account-tells",): parked.told,
    ("patrol-whole",): patrolled.round_through_all,
    ("patrol-ended-early",): patrolled.ended_early,
    ("removal",): patrolled.removed,
    ("change-pinned",): changed.pinned,
    ("change-behind",): changed.behind,
    ("change-updated",): changed.updated,
    ("change-deleted",): changed.deleted,
    ("change-replaced",): changed.replaced,
    ("change-unconnected",): changed.unconnected,
    ("change-continued-as-new",): changed.continued,
    ("watch-polled",): asked.polled,
    ("watch-drained",): asked.drained,
    ("watch-paused",): asked.paused,
    ("delivery-accepted",): delivered.accepted,
    ("delivery-after-trouble",): delivered.after_trouble,
    ("delivery-given-up",): delivered.given_up,
    ("delivery-while-it-rests",): delivered.while_it_rests,
    ("ads-synced",): ads_read.synced,
    ("ads-synced-at-once",): ads_read.synced_at_once,
    ("ads-refused",): ads_read.refused,
    ("ads-given-up",): ads_read.given_up,
    ("ads-nothing-to-do",): ads_read.nothing_to_do,
    ("ads-backfilled",): ads_read.backfilled,
    ("ads-backfilled-at-once",): ads_read.backfilled_at_once,
    ("ads-backfill-refused",): ads_read.backfill_refused,
    ("ads-continued-as-new",): ads_read.continued,
    ("ads-sync-continued-as-new",): ads_read.sync_continued,
    ("results-read",): results_read.read,
    ("results-ended-early",): results_read.ended_early,
    ("results-continued-as-new",): results_read.continued,
}

ON_ITS_OWN_SERVER: Mapping[Scene, Server] = {
    watched.launch_continued: suggests_early,
    changed.continued: suggests_early,
}
"""Scenes that the time-skipping server cannot play."""


async def record(wanted: Collection[str]) -> None:
    """Play every scene that has one of these histories, each in a world of its own."""
    for names, scene in SCENES.items():
        if any(name in wanted for name in names):
            await _record(scene, names)


async def _record(scene: Scene, names: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{folder}/ledger.db")
        await asyncio.to_thread(upgrade, database)
        await SqlAccounts(database).add(ACCOUNT, "sealed", START)
        server = ON_ITS_OWN_SERVER.get(scene, time_skipping)
        async with open_world(database, FakeClock(), server=server) as world:
            for name, handle in zip(names, await scene(world), strict=True):
                await _keep(handle, name)
        database.close()


async def _keep(handle: Handle, name: str) -> None:
    history = await handle.fetch_history()
    # The host's name and folders are nobody's business.
    text = history.to_json().replace(os.uname().nodename, "worker")
    kept = json.dumps(json.loads(text, object_hook=_without_traces), separators=(",", ":"))
    await asyncio.to_thread((histories.HISTORIES / f"{name}.json").write_text, kept + "\n", "utf-8")


def _without_traces(found: dict[str, Any]) -> dict[str, Any]:  # Any: Temporal's own JSON
    found.pop("stackTrace", None)
    return found


def missing() -> Collection[str]:
    """Histories that a scene plays and nobody has recorded."""
    return {name for names in SCENES for name in names} - set(histories.names())


if __name__ == "__main__":
    asyncio.run(record(sys.argv[1:] or missing()))
