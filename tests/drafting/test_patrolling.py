"""The patrol's judgement: a person's pin is never ours, a marker decides, and every missing pin is missed."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.names import AccountKey, PinKey
from contracts.patrol import KnownIntent, LivePin, Standing
from contracts.sightings import SeenPin
from drafting.patrolling import (
    Sighting,
    Sign,
    elect,
    in_turn,
    known_of,
    later_of,
    missing,
    moment_words,
    read_signs,
    words_of_duplicate,
)
from tests.builders import ACCOUNT, BOARD
from tests.fakes.clock import START

PAGE = "https://shop.example.com/p/mug"
OTHER = AccountKey("other")


def marker(number: int) -> str:
    return f"{number:016x}"


def an_intent(number: int = 1, **fields: object) -> KnownIntent:
    """A live intent with pin `80<number>`."""
    usual: dict[str, object] = {
        "key": PinKey(f"key{number}"),
        "marker": marker(number),
        "account": ACCOUNT,
        "board_id": BOARD,
        "link": f"{PAGE}?utm_source=pinterest&pf={marker(number)}",
        "pin_id": f"80{number}",
        "standing": Standing.LIVE,
    }
    return KnownIntent.model_validate(usual | fields)


def a_pin(pin_id: str = "801", marked: int | None = 1, /, **fields: object) -> SeenPin:
    link = PAGE if marked is None else f"{PAGE}?pf={marker(marked)}"
    usual: dict[str, object] = {"id": pin_id, "board_id": BOARD, "link": link, "created": START}
    return SeenPin.model_validate(usual | fields)


def signs(pins: list[SeenPin], *intents: KnownIntent) -> dict[str, Sign]:
    return {found.pin.id: found.sign for found in read_signs(ACCOUNT, pins, known_of(intents))}


def test_a_pin_that_is_as_it_was_made_is_its_intent_s_own() -> None:
    assert signs([a_pin()], an_intent()) == {"801": Sign.OWN}


@pytest.mark.parametrize("link", [PAGE, f"{PAGE}/", "http://shop.example.com/p/mug?utm_source=x"])
def test_a_link_that_lost_its_tags_still_leads_to_the_product(link: str) -> None:
    assert signs([a_pin(link=link)], an_intent()) == {"801": Sign.OWN}


@pytest.mark.parametrize(
    "change",
    [
        {"board_id": "7"},
        {"link": "https://elsewhere.example"},
        {"link": None},
        {"link": f"{PAGE}?pf={marker(2)}"},
    ],
)
def test_a_pin_that_was_moved_or_edited_is_looked_at(change: dict[str, object]) -> None:
    assert signs([a_pin(**change)], an_intent()) == {"801": Sign.DOUBTED}


def test_a_section_counts_only_where_one_was_asked_for() -> None:
    assert signs([a_pin(section_id="6")], an_intent()) == {"801": Sign.OWN}
    assert signs([a_pin(section_id="6")], an_intent(section_id="6")) == {"801": Sign.OWN}
    assert signs([a_pin(section_id=None)], an_intent(section_id="6")) == {"801": Sign.DOUBTED}


def test_a_pin_that_was_thought_to_be_gone_is_looked_at() -> None:
    assert signs([a_pin()], an_intent(standing=Standing.OVER)) == {"801": Sign.DOUBTED}


@pytest.mark.parametrize("standing", Standing)
def test_a_second_pin_with_the_marker_is_a_second_one_however_the_intent_stands(standing: Standing) -> None:
    assert signs([a_pin("900")], an_intent(standing=standing)) == {"900": Sign.SECOND}


@pytest.mark.parametrize(
    ("standing", "sign"), [(Standing.UNCONFIRMED, Sign.FOUND), (Standing.OVER, Sign.UNEXPECTED)]
)
def test_a_marked_pin_of_an_intent_without_one_is_told_by_the_intent_s_end(standing: Standing, sign: Sign) -> None:
    assert signs([a_pin("900")], an_intent(standing=standing, pin_id=None)) == {"900": sign}


def test_a_pin_of_what_is_under_way_is_one_that_its_workflow_has_not_heard_of() -> None:
    assert signs([a_pin("900")], an_intent(standing=Standing.UNDER_WAY, pin_id=None)) == {"900": Sign.UNHEARD}


def test_a_marker_that_nobody_has_is_a_stranger_s() -> None:
    (found,) = read_signs(ACCOUNT, [a_pin("900", 7)], known_of([an_intent()]))
    assert (found.sign, found.intent) == (Sign.STRANGER, None)


def test_a_pin_without_a_marker_is_nothing_to_us() -> None:
    assert signs([a_pin("900", None), a_pin("901", link=None)], an_intent()) == {}


@given(st.sampled_from(Standing), st.booleans(), st.integers(1, 2))
def test_what_a_person_saved_is_never_ours(standing: Standing, with_pin: bool, marked: int) -> None:  # noqa: FBT001
    intent = an_intent(standing=standing, pin_id="801" if with_pin else None)
    assert signs([a_pin("900", marked, parent_pin_id="801")], intent) == {}


@given(st.sampled_from(Standing), st.sampled_from(["801", "900"]))
def test_a_board_that_accounts_share_is_looked_at_by_each_for_its_own(standing: Standing, pin_id: str) -> None:
    assert signs([a_pin(pin_id)], an_intent(account=OTHER, standing=standing)) == {}


PINS = st.lists(
    st.builds(
        a_pin,
        st.sampled_from(["801", "802", "803", "900", "901"]),
        st.sampled_from([1, 2, 3, 9, None]),
        board_id=st.sampled_from([BOARD, "7"]),
        parent_pin_id=st.sampled_from([None, None, "801"]),
    ),
    max_size=8,
    unique_by=lambda pin: pin.id,
)
INTENTS = st.builds(
    lambda ends: [
        an_intent(n, standing=end, pin_id=f"80{n}" if pin else None) for n, (end, pin) in enumerate(ends, 1)
    ],
    st.lists(st.tuples(st.sampled_from(Standing), st.booleans()), min_size=3, max_size=3),
)


@given(PINS, INTENTS, st.randoms(use_true_random=False))
def test_the_order_of_a_listing_does_not_matter(
    pins: list[SeenPin], intents: list[KnownIntent], random: Random
) -> None:
    shuffled = sorted(pins, key=lambda _: random.random())
    assert signs(shuffled, *intents) == signs(pins, *intents)


@given(PINS, INTENTS)
def test_a_page_that_overlaps_says_nothing_twice(pins: list[SeenPin], intents: list[KnownIntent]) -> None:
    found = read_signs(ACCOUNT, [*pins, *pins], known_of(intents))
    assert len({sighting.pin.id for sighting in found}) == len(found)


@given(PINS, INTENTS)
def test_only_an_unconfirmed_intent_without_a_pin_is_given_one(
    pins: list[SeenPin], intents: list[KnownIntent]
) -> None:
    for found in read_signs(ACCOUNT, pins, known_of(intents)):
        if found.sign is Sign.FOUND:
            assert found.intent is not None
            assert found.intent.pin_id is None
            assert found.intent.standing not in {Standing.UNDER_WAY, Standing.OVER}


@given(PINS, INTENTS)
def test_no_own_pin_is_called_a_second_one_or_a_stranger(pins: list[SeenPin], intents: list[KnownIntent]) -> None:
    own = {intent.pin_id for intent in intents}
    told = signs(pins, *intents)
    assert {sign for pin_id, sign in told.items() if pin_id in own} <= {Sign.OWN, Sign.DOUBTED}


@given(st.sets(st.integers(0, 20)), st.sets(st.integers(0, 20)))
def test_every_live_pin_is_seen_or_missed(live: set[int], seen: set[int]) -> None:
    pins = [LivePin(key=PinKey(f"key{number}"), pin_id=str(number)) for number in live]
    missed = {pin.pin_id for pin in missing(pins, {str(number) for number in seen})}
    assert missed == {str(number) for number in live - seen}


@given(st.lists(st.tuples(st.integers(1, 3), st.floats(0, 9), st.integers(1, 99)), unique_by=lambda t: t[2]))
def test_of_several_found_for_one_intent_the_oldest_is_its_pin(told: list[tuple[int, float, int]]) -> None:
    found = [Sighting(Sign.FOUND, a_pin(str(i), n, created=at), an_intent(n, pin_id=None)) for n, at, i in told]
    chosen, others = elect(found)
    assert len(chosen) == len({n for n, _, _ in told})
    assert sorted(s.pin.id for s in [*chosen, *others]) == sorted(s.pin.id for s in found)
    for other in others:
        (own,) = [one for one in chosen if one.intent == other.intent]
        assert (own.pin.created or 0) <= (other.pin.created or 0)


def test_the_later_of_two_is_told_by_time_and_then_by_id() -> None:
    early, late = a_pin("9", created=START), a_pin("8", created=START + 1)
    assert later_of(early, late) is later_of(late, early) is late
    twin = a_pin("10", created=START)
    assert later_of(early, twin) is later_of(twin, early) is twin


@pytest.mark.parametrize("created", [(None, START), (START, None), (None, None)])
def test_nobody_can_tell_the_later_without_both_times(created: tuple[float | None, float | None]) -> None:
    assert later_of(a_pin("1", created=created[0]), a_pin("2", created=created[1])) is None


@given(st.sets(st.integers(0, 500), max_size=30), st.floats(0, 1e9))
def test_everyone_has_a_turn_and_a_round_that_is_tried_again_has_the_same(numbers: set[int], began: float) -> None:
    pins = [LivePin(key=PinKey(f"key{number}"), pin_id=str(number)) for number in numbers]
    turn = in_turn(pins, began)
    assert sorted(pin.key for pin in turn) == sorted(pin.key for pin in pins)
    assert turn == in_turn(pins[::-1], began)


def test_no_one_is_last_in_every_round() -> None:
    pins = [LivePin(key=PinKey(f"key{number}"), pin_id=str(number)) for number in range(50)]
    assert len({in_turn(pins, START + at)[-1].key for at in range(20)}) > 5


def test_a_duplicate_is_told_with_both_times() -> None:
    told = words_of_duplicate(a_pin("900"), "801", None)
    assert told == (
        "pin 900 was made 2026-11-18 11:06:40 UTC, pin 801 at an unknown time: both are of the same product"
    )
    assert moment_words(START) in told
