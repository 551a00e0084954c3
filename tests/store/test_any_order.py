"""Claims, answers, losses and readings in any order: an intent has one pin, and no pin of it is overlooked."""

import random
from collections import Counter
from dataclasses import dataclass, field

import pytest
from sqlmodel import select

from contracts.contract import Instant
from contracts.findings import FindingKind
from contracts.ledger import CertainNo, Claim, OpenAttempt, Sight
from contracts.names import PinKey
from contracts.outcome import Outcome
from store.tables.pins import AttemptRow
from store.tables.states import OPEN_ATTEMPTS
from tests.builders import ACCOUNT, BOARD, a_product
from tests.fakes.clock import START
from tests.ledger import Ledger
from tests.store.found import findings

STORIES, STEPS = 20, 20
STEP_SECONDS = 40.0
STORY_SECONDS = STEP_SECONDS * (STEPS + 2)


@dataclass
class Story:
    """One intent among forgetful workers and a slow board. `made` has the pin of each attempt that made one."""

    ledger: Ledger
    key: PinKey
    dice: random.Random
    now: Instant = START
    claimed: list[int] = field(default_factory=list)
    made: dict[int, str] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    """Pins that the ledger has heard of."""
    kept: str | None = None

    async def step(self) -> None:
        self.now += STEP_SECONDS
        deeds = [self.claim] * 3 + [self.read] * 4 + [self.answer, self.lose, self.cancel]
        await self.dice.choice(deeds)()
        await self.check()

    async def claim(self) -> None:
        answer = await self.ledger.claim(self.key, now=self.now)
        if isinstance(answer, Claim):
            assert self.kept is None
            self.claimed.append(answer.attempt)
            if self.dice.random() < 0.7:
                self.made[answer.attempt] = f"{self.key[:8]}-{answer.attempt}"

    async def answer(self) -> None:
        """Of any attempt, settled or not: a worker may have stood still for long."""
        attempts = self.ledger.attempts
        for attempt in self.dice.sample(self.claimed, k=min(1, len(self.claimed))):
            pin_id = self.made.get(attempt)
            if pin_id is None:
                await attempts.not_made(self.key, attempt, self.now, CertainNo())
            else:
                await attempts.made(self.key, attempt, pin_id, self.now)
                self.told.add(pin_id)

    async def lose(self) -> None:
        for attempt in self.dice.sample(self.claimed, k=min(1, len(self.claimed))):
            await self.ledger.attempts.lost(self.key, attempt, self.now, "no answer")

    async def read(self) -> None:
        """A board that may show a pin long after the grace."""
        open_attempts = await self.ledger.attempts.open_on_board(ACCOUNT, BOARD)
        sights = [self._sight(attempt) for attempt in open_attempts if attempt.key == self.key]
        self.told |= {sight.pin_id for sight in sights if sight.pin_id}
        await self.ledger.attempts.record_reading(ACCOUNT, BOARD, sights, began=self.now, grace_seconds=20.0)

    def _sight(self, attempt: OpenAttempt) -> Sight:
        is_listed = self.dice.random() < 0.2
        pin_id = self.made.get(attempt.attempt) if is_listed else None
        return Sight(key=self.key, attempt=attempt.attempt, pin_id=pin_id, whole=True, everywhere=True)

    async def cancel(self) -> None:
        if self.dice.random() < 0.3:
            await self.ledger.intents.withdraw(self.key, self.now)

    async def check(self) -> None:
        intent = await self.ledger.intents.load(self.key)
        assert self.kept in {None, intent.pin_id}, "the pin of an intent does not change"
        self.kept = intent.pin_id
        assert await self._open() <= 1
        found = await findings(self.ledger)
        duplicates = {each.pin_id for each in found if each.kind is FindingKind.DUPLICATE and each.key == self.key}
        assert self.told == duplicates | ({intent.pin_id} - {None}), "a pin was heard of and forgotten"
        unexpected = {each.pin_id for each in found if each.kind is FindingKind.UNEXPECTED}
        if intent.outcome is not None and intent.outcome.outcome is Outcome.WITHDRAWN:
            assert unexpected >= {intent.pin_id} - {None}

    async def _open(self) -> int:
        query = select(AttemptRow).where(AttemptRow.key == self.key)
        rows = await self.ledger.database.read(lambda session: session.exec(query).all())
        return sum(row.state in OPEN_ATTEMPTS for row in rows)


@pytest.mark.long
async def test_in_any_order_an_intent_has_one_pin_and_every_other_is_a_finding(ledger: Ledger) -> None:
    dice = random.Random(STORIES)
    keys = await ledger.ready(*(a_product(f"mug-{number}") for number in range(STORIES)))
    for number, key in enumerate(keys):
        story = Story(ledger, key, dice, now=START + number * STORY_SECONDS)
        for _ in range(STEPS):
            await story.step()
    kinds = Counter(found.kind for found in await findings(ledger))
    assert set(kinds) == {FindingKind.DUPLICATE, FindingKind.UNEXPECTED}, "these stories tried too little"
