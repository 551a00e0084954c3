"""A launch whose tokens live for seconds: three of them run out, one is revoked, and no pin is lost or doubled."""

import asyncio
import json
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from contracts.names import AccountKey
from tests.chaos import histories
from tests.chaos.bell_desk import BellDesk
from tests.chaos.command import Commands
from tests.chaos.consent import APP, connect
from tests.chaos.leaks import leaks_in, leaks_in_text
from tests.chaos.misfortunes import Misfortunes
from tests.chaos.orders import Orders
from tests.chaos.stack import StackPlan, running, until
from tests.chaos.stage import Stage
from tests.chaos.truth import Evidence, Verdict, judge
from tests.journeys.pinflow import Document, write_catalog

ACCOUNT = AccountKey("chaos-1")
PRODUCTS = 200
WRITES_A_MINUTE = 90
LIFE_SECONDS = 20.0
"""Of an access token. It is renewed when seven tenths of it have passed."""
DEAD_SECONDS = 0.01
FRESH_SECONDS = 5.0
"""So young a token is not revoked: that it can be renewed is a part of what is tried."""

EXPIRIES = 3
WAITED_SECONDS = 15.0
"""How long pins wait for a person."""
SEED = 20_261_126
STEP_SECONDS_MAX = 120.0
RUN_SECONDS_MAX = 900.0

UNANSWERED = {"rules": [{"match": {"path": "/v5/oauth/token"}, "times": 1, "effect": {"status": 503}}]}
"""The renewal is not answered: the pause before the next try is longer than the token has left."""

OURS_NOT = ("simulator", "simulator.log", "secret.key")
"""What in the home is Pinterest's, or is the secret itself."""


@dataclass(frozen=True)
class Seen:
    """What there was when the launch had ended."""

    verdict: Verdict
    outcomes: Counter[str | None]
    refused_while_parked: int
    waiting_while_parked: int
    expired: int
    renewed: int
    alerts: Sequence[tuple[str, str, bool, bool]]
    rung: Sequence[Document]
    leaks: Sequence[str]
    searched: frozenset[str]
    secrets: int


@pytest.mark.chaos
def test_a_launch_survives_three_expiries_and_a_revocation_with_one_alert(tmp_path: Path) -> None:
    seen = asyncio.run(run(tmp_path / "run"))
    assert seen.verdict == Verdict(live=PRODUCTS)
    assert seen.outcomes == Counter({"live": PRODUCTS})
    assert (seen.refused_while_parked, seen.waiting_while_parked > 0) == (0, True)
    assert seen.expired == EXPIRIES
    assert seen.renewed > EXPIRIES
    assert seen.alerts == [("account.parked", "token_dead", True, True)]
    assert [(alert["event"], alert["account"], alert["cause"]) for alert in seen.rung] == [
        ("account.parked", ACCOUNT, "token_dead")
    ]
    assert "pinflow accounts reconnect" in seen.rung[0]["remedy"]
    assert seen.secrets > 2 * EXPIRIES
    assert {"pinflow.db", "temporal.db", "worker-1.log", "worker-2.log"} <= seen.searched
    assert not seen.leaks


async def run(folder: Path) -> Seen:
    """The whole launch, with its troubles in order."""
    async with opened(folder) as (stage, desk):
        await connect(stage, ACCOUNT)
        write_catalog(folder / "mugs.csv", PRODUCTS, boards=4)
        await stage.commands.json("launch", "mugs.csv", "--account", ACCOUNT, "--detach")
        expired = [await expire(stage) for _ in range(EXPIRIES)]
        refused, waiting = await revoke(stage)
        await set_lives(stage, access=LIFE_SECONDS, refresh=None)
        await connect(stage, ACCOUNT)
        await until(lambda: not stage.books.waiting(), "every product has an end", seconds=RUN_SECONDS_MAX)
        await stage.commands.json("status")
        return await look(stage, desk, refused=refused, waiting=waiting, expired=sum(expired))


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[tuple[Stage, BellDesk]]:
    async with BellDesk().open() as desk:
        plan = StackPlan(
            folder=folder,
            accounts=(ACCOUNT,),
            orders=Orders(seed=SEED),
            workers=2,
            seed=SEED,
            environment={"PINFLOW_ALERT_URL": desk.address},
        )
        async with running(plan) as stack:
            stage = Stage(
                stack, Commands(folder, stack.environment), Misfortunes(stack.truth, SEED), WRITES_A_MINUTE
            )
            await stage.limit(1.0)
            await set_lives(stage, access=LIFE_SECONDS, refresh=None)
            yield stage, desk


async def set_lives(stage: Stage, *, access: float, refresh: float | None) -> None:
    """Of all tokens of the account, those already issued too."""
    wanted = {"account": ACCOUNT, "access_ttl": access, "refresh_ttl": refresh}
    await asyncio.to_thread(stage.stack.truth.post, "accounts", wanted)


async def expire(stage: Stage) -> bool:
    """The next renewal is not answered in time: the token runs out, pins wait, and it is renewed after all."""
    version = token(stage).version
    await asyncio.to_thread(stage.stack.truth.post, "faults", UNANSWERED)
    ends = token(stage).ends
    await until(lambda: time.time() > ends, "the token has run out", seconds=STEP_SECONDS_MAX)
    ran_out = token(stage).version == version
    await until(lambda: token(stage).version > version, "it is renewed", seconds=STEP_SECONDS_MAX)
    return ran_out


async def revoke(stage: Stage) -> tuple[int, int]:
    """The person has locked the app out. How many rows were refused for it, and how many wait, after a while."""
    made = token(stage).made
    await until(lambda: time.time() > made + FRESH_SECONDS, "the token is not fresh any more")
    await set_lives(stage, access=DEAD_SECONDS, refresh=DEAD_SECONDS)
    await until(lambda: ACCOUNT in stage.books.parked(), "the account is parked", seconds=STEP_SECONDS_MAX)
    await asyncio.sleep(WAITED_SECONDS)
    outcomes = Counter(row.outcome for row in stage.books.rows())
    return outcomes["refused"] + outcomes["unconfirmed"], outcomes[None]


async def look(stage: Stage, desk: BellDesk, *, refused: int, waiting: int, expired: int) -> Seen:
    books, pins = stage.books, await asyncio.to_thread(stage.stack.truth.pins)
    evidence = Evidence(
        products=PRODUCTS, rows=books.rows(), intents=books.intents(), attempts=books.attempts(), pins=pins
    )
    known = secrets_of(stage)
    return Seen(
        verdict=judge(evidence),
        outcomes=Counter(row.outcome for row in evidence.rows),
        refused_while_parked=refused,
        waiting_while_parked=waiting,
        expired=expired,
        renewed=token(stage).version,
        alerts=query(stage, "select kind, cause, told_at is not null, ended_at is not null from alerts"),
        rung=desk.rung,
        leaks=[leak async for leak in leaks(stage, known)],
        searched=frozenset(file.name for file in files_of(stage)),
        secrets=len(known),
    )


async def leaks(stage: Stage, known: Sequence[str]) -> AsyncIterator[str]:
    """In every file of the home, in what commands said, and in what Temporal tells of its workflows."""
    for found in await asyncio.to_thread(lambda: [*leaks_in(files_of(stage), known)]):
        yield found
    for said in stage.commands.said:
        for found in leaks_in_text(f"pinflow {said.words[0]}", said.output + said.errors, known):
            yield found
    told = await histories.read(await stage.temporal(), PRODUCTS, known)
    for complaint in told.complaints:
        yield complaint


def files_of(stage: Stage) -> Sequence[Path]:
    home = stage.stack.home.folder
    files = (file for file in home.rglob("*") if file.is_file())
    return sorted(file for file in files if not set(file.relative_to(home).parts) & set(OURS_NOT))


def secrets_of(stage: Stage) -> Sequence[str]:
    """Every code and token that Pinterest ever gave, by its own diary; the app's secret and the bell's address."""
    diary = [line for file in diaries(stage) for line in file.read_text("utf-8").splitlines()]
    issued = {text for line in diary for text in texts_of(json.loads(line))}
    return sorted({*issued, APP.secret, "hook-secret"})


def diaries(stage: Stage) -> Iterator[Path]:
    yield from (file for file in stage.stack.home.simulator.rglob("*.jsonl") if file.is_file())


def texts_of(entry: dict[str, Any]) -> Iterator[str]:  # Any: a line of the simulator's diary
    if entry.get("event") == "code":
        yield entry["text"]
    if entry.get("event") == "tokens":
        yield from (entry[kind]["text"] for kind in ("access", "refresh") if entry[kind])


@dataclass(frozen=True)
class TokenSeen:
    """What the ledger's row says, for whoever has SQL."""

    version: int
    made: float
    ends: float


def token(stage: Stage) -> TokenSeen:
    (row,) = query(stage, "select token_version, access_made_at, access_expires_at from accounts")
    return TokenSeen(*row)


def query(stage: Stage, statement: str) -> list[tuple[Any, ...]]:  # Any: whatever the columns hold
    with closing(sqlite3.connect(f"file:{stage.stack.ledger}?mode=ro", uri=True, timeout=60)) as connection:
        return connection.execute(statement).fetchall()
