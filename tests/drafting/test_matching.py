"""The read-back rule: find what was made, adopt nothing that may be another's, call nothing absent in doubt."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.names import PinKey
from contracts.sightings import PinPage, SeenPin
from drafting.likeness import Description, OpenAttempt
from drafting.matching import Doubt, Found, Verdict, listing_proves_absence, settle_board
from drafting.skew import Skew

SKEW = Skew(rest=60.0)
SENT = 1_000.0
PAGE = "https://shop.example.com/p/mug"
OTHER_PAGE = "https://shop.example.com/p/vase"
BOARD = "7"


def marker(number: int) -> str:
    return f"{number:016x}"


def attempt(number: int = 1, *, title: str = "Mug", page: str = PAGE, sent_at: float = SENT) -> OpenAttempt:
    link = f"{page}?utm_source=pinterest&pf={marker(number)}" if page else ""
    return OpenAttempt(
        key=PinKey(f"key{number}"),
        marker=marker(number),
        title=title,
        link=link,
        sent_at=sent_at,
        board_id=BOARD,
    )


def pin(
    pin_id: str,
    *,
    marked: int | None = None,
    title: str = "Mug",
    page: str | None = PAGE,
    created: float | None = SENT + 1,
    **fields: str | None,
) -> SeenPin:
    link = f"{page}?pf={marker(marked)}" if marked is not None else page
    shown = {"id": pin_id, "title": title, "link": link, "created": created, "board_id": BOARD}
    return SeenPin.model_validate(shown | fields)


def saved(pin_id: str, *, marked: int | None = None) -> SeenPin:
    """A person's copy of a pin."""
    return pin(pin_id, marked=marked, parent_pin_id="5")


def settle(
    attempts: Sequence[OpenAttempt], seen: Sequence[SeenPin], claimed: Sequence[str] = (), *, skew: Skew = SKEW
) -> dict[PinKey, Verdict]:
    return settle_board(attempts, seen, set(claimed), skew=skew)


def found(attempts: Sequence[OpenAttempt], seen: Sequence[SeenPin], claimed: Sequence[str] = ()) -> dict[str, str]:
    verdicts = settle(attempts, seen, claimed)
    return {key: verdict.pin_id for key, verdict in verdicts.items() if isinstance(verdict, Found)}


def doubt_of_one(seen: Sequence[SeenPin], *, skew: Skew = SKEW) -> Doubt:
    verdict = settle([attempt(1)], seen, skew=skew)[PinKey("key1")]
    assert isinstance(verdict, Doubt)
    return verdict


def doubted(pin_id: str, at: str) -> str:
    return f"pin {pin_id} was made at {at} UTC and has its title and link"


def test_our_marker_finds_our_pin_whatever_else_was_changed() -> None:
    seen = [
        pin("2", title="Vase", page=OTHER_PAGE),
        pin("1", marked=1, title="Renamed", page="https://elsewhere.example", created=None),
    ]
    assert settle([attempt(1)], seen) == {"key1": Found("1")}


def test_our_marker_finds_our_pin_on_another_board() -> None:
    """A person has moved it meanwhile."""
    assert settle([attempt(1)], [pin("1", marked=1, board_id="8")]) == {"key1": Found("1")}


def test_of_several_pins_with_our_marker_the_oldest_is_ours_and_the_others_are_told() -> None:
    seen = [pin("7", marked=1, created=5.0), pin("9", marked=1, created=4.0), pin("3", marked=1, created=None)]
    assert settle([attempt(1)], seen) == {"key1": Found("9", others=("7", "3"))}
    assert settle([attempt(1)], [pin("10", marked=1), pin("9", marked=1)]) == {"key1": Found("9", ("10",))}


def test_without_its_marker_a_single_look_alike_is_adopted() -> None:
    stripped = pin("1", page="http://shop.example.com/p/mug/", title=" Mug ")
    assert settle([attempt(1)], [stripped, pin("2", title="Vase", page=OTHER_PAGE)]) == {"key1": Found("1")}


def test_a_look_alike_is_adopted_though_another_pin_has_its_title() -> None:
    assert settle([attempt(1)], [pin("1"), pin("2", page=OTHER_PAGE)]) == {"key1": Found("1")}


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        (
            [pin("1", created=SENT + 2), pin("2")],
            f"{doubted('2', '00:16:41')}; {doubted('1', '00:16:42')}",
        ),
        ([pin("1", created=None)], "pin 1 was made at an unknown time and has its title and link"),
        ([pin("1", title="Vase")], "pin 1 was made at 00:16:41 UTC and has its link, but another title"),
        ([pin("1", title="")], "pin 1 was made at 00:16:41 UTC and has its link, but another title"),
        ([pin("1", page=OTHER_PAGE)], "pin 1 was made at 00:16:41 UTC and has its title, but another link"),
        ([pin("1", page=None)], "pin 1 was made at 00:16:41 UTC and has its title, but another link"),
        (
            [pin("1", board_id="8")],
            "pin 1 was made at 00:16:41 UTC on another board and has its title and link",
        ),
    ],
    ids=["two", "of unknown age", "another title", "no title", "another link", "no link", "another board"],
)
def test_what_may_be_its_pin_is_neither_adopted_nor_absent(seen: list[SeenPin], why: str) -> None:
    doubt = doubt_of_one(seen)
    assert doubt.why == why
    assert set(doubt.pin_ids) == {each.id for each in seen}


@pytest.mark.parametrize(
    "seen",
    [
        [],
        [pin("1", created=SENT - SKEW.rest - 1)],
        [pin("1", marked=2)],
        [pin("1", title="Vase", page=OTHER_PAGE)],
        [pin("1", title="Vase", page=None)],
        [saved("1")],
        [saved("1", marked=1)],
    ],
    ids=["nothing", "too old", "another's marker", "nothing alike", "no link", "saved", "saved with our marker"],
)
def test_what_cannot_be_its_pin_leaves_it_absent(seen: list[SeenPin]) -> None:
    assert settle([attempt(1)], seen) == {}


def test_a_claimed_pin_belongs_to_its_owner() -> None:
    assert settle([attempt(1)], [pin("1", marked=1)], claimed=["1"]) == {}
    assert found([attempt(1)], [pin("1"), pin("2")], claimed=["1"]) == {"key1": "2"}


def test_two_attempts_that_fit_one_pin_equally_get_none_and_are_both_in_doubt() -> None:
    verdicts = settle([attempt(1), attempt(2)], [pin("1")])
    assert [type(verdicts[PinKey(key)]) for key in ("key1", "key2")] == [Doubt, Doubt]
    assert all(
        "as another attempt has" in verdict.why for verdict in verdicts.values() if isinstance(verdict, Doubt)
    )


def test_an_attempt_found_by_its_marker_leaves_the_look_alike_to_the_other() -> None:
    assert found([attempt(1), attempt(2)], [pin("1", marked=1), pin("2")]) == {"key1": "1", "key2": "2"}


def test_an_attempt_whose_pin_was_adopted_by_another_that_it_resembles_less_is_absent() -> None:
    """The shop calls everything "Mug"; the links tell them apart."""
    assert settle([attempt(1), attempt(2, page=OTHER_PAGE)], [pin("1")]) == {"key1": Found("1")}


def test_a_look_alike_is_not_adopted_where_not_everything_was_read() -> None:
    verdicts = settle_board([attempt(1)], [pin("1")], set(), skew=SKEW, unsure={PinKey("key1")})
    assert isinstance(verdicts[PinKey("key1")], Doubt)
    verdicts = settle_board([attempt(1)], [pin("1", marked=1)], set(), skew=SKEW, unsure={PinKey("key1")})
    assert verdicts == {"key1": Found("1")}


def test_a_pin_listed_twice_counts_once() -> None:
    assert settle([attempt(1)], [pin("1"), pin("1")]) == {"key1": Found("1")}


def test_a_pin_whose_link_lost_its_marker_between_two_pages_is_known_by_it() -> None:
    assert settle([attempt(1)], [pin("1", title="Vase"), pin("1", marked=1)]) == {"key1": Found("1")}


def test_what_is_not_known_to_have_been_sent_resembles_nothing() -> None:
    assert settle([attempt(1, title="", page="")], [pin("1", title="", page=None)]) == {}


HOUR = 3_600.0


@pytest.mark.parametrize("ahead", [HOUR, -HOUR])
def test_where_pinterest_s_clock_goes_wrong_by_an_hour_a_look_alike_is_adopted(ahead: float) -> None:
    skew = Skew(ahead=ahead, rest=60.0)
    assert settle([attempt(1)], [pin("1", created=SENT + ahead + 1)], skew=skew) == {"key1": Found("1")}


def test_a_look_alike_from_before_the_attempt_is_not_adopted_by_a_clock_that_is_ahead() -> None:
    """By Pinterest's clock it was made half an hour before the attempt. Should the measurement be wrong, it was
    made after: that is doubt.
    """
    made_before = pin("1", created=SENT + HOUR / 2)
    assert doubt_of_one([made_before], skew=Skew(ahead=HOUR, rest=60.0)).pin_ids == ("1",)


def test_a_look_alike_from_before_the_attempt_is_nothing_by_a_clock_that_is_behind() -> None:
    made_before = pin("1", created=SENT - HOUR - 61)
    assert settle([attempt(1)], [made_before], skew=Skew(ahead=-HOUR, rest=60.0)) == {}


ATTEMPTS = st.lists(
    st.builds(
        attempt,
        st.integers(1, 3),
        title=st.sampled_from(["Mug", "Vase", ""]),
        page=st.sampled_from([PAGE, OTHER_PAGE, ""]),
        sent_at=st.sampled_from([900.0, SENT]),
    ),
    max_size=5,
)
PIN = st.builds(
    pin,
    st.sampled_from("12345"),
    marked=st.none() | st.integers(1, 4),
    title=st.sampled_from(["Mug", "Vase", ""]),
    page=st.sampled_from([PAGE, OTHER_PAGE, None]),
    created=st.none() | st.sampled_from([0.0, 950.0, SENT + 1]),
    board_id=st.sampled_from([BOARD, "8", None]),
    parent_pin_id=st.sampled_from([None, None, None, "9"]),
)
PINS = st.lists(PIN, max_size=6)
CLAIMED = st.sets(st.sampled_from("12345"), max_size=2)
SKEWS = st.builds(Skew, ahead=st.sampled_from([-HOUR, 0.0, HOUR]), rest=st.just(60.0))


@given(ATTEMPTS, PINS, CLAIMED, SKEWS)
def test_no_pin_is_adopted_twice_or_from_another_intent_or_from_a_person(
    attempts: list[OpenAttempt], seen: list[SeenPin], claimed: set[str], skew: Skew
) -> None:
    verdicts = settle_board(attempts, seen, claimed, skew=skew)
    settled = [verdict for verdict in verdicts.values() if isinstance(verdict, Found)]
    adopted = [pin_id for verdict in settled for pin_id in (verdict.pin_id, *verdict.others)]
    saved = {each.id for each in seen if each.parent_pin_id}
    assert len(adopted) == len(set(adopted))
    assert claimed.isdisjoint(adopted)
    assert saved.isdisjoint(adopted)
    assert set(adopted) <= {each.id for each in seen}
    assert set(verdicts) <= {each.key for each in attempts}


@given(ATTEMPTS, PINS, CLAIMED, SKEWS, st.data())
def test_the_order_of_pins_and_attempts_does_not_matter(
    attempts: list[OpenAttempt], seen: list[SeenPin], claimed: set[str], skew: Skew, data: st.DataObject
) -> None:
    verdicts = settle_board(attempts, seen, claimed, skew=skew)
    other_attempts, other_seen = data.draw(st.permutations(attempts)), data.draw(st.permutations(seen))
    assert settle_board(other_attempts, other_seen, claimed, skew=skew) == verdicts


@given(ATTEMPTS, st.lists(PIN, max_size=6, unique_by=lambda seen: seen.id), CLAIMED, SKEWS)
def test_what_does_not_fit_the_description_changes_nothing(
    attempts: list[OpenAttempt], seen: list[SeenPin], claimed: set[str], skew: Skew
) -> None:
    """Of a board of 200,000 pins only those that fit are kept."""
    fitting = [each for each in seen if Description.of(attempts).fits(each)]
    verdicts = settle_board(attempts, seen, claimed, skew=skew)
    assert settle_board(attempts, fitting, claimed, skew=skew) == verdicts


EDITS = st.one_of(
    st.builds(lambda title: {"title": title}, st.text(max_size=5)),
    st.builds(lambda page: {"page": page}, st.none() | st.sampled_from([OTHER_PAGE, "https://example.org", ""])),
    st.just({"created": None}),
    st.just({"board_id": "8"}),
)


@given(ATTEMPTS, PINS, CLAIMED, st.booleans(), EDITS)
def test_an_attempt_whose_pin_is_there_is_never_absent(
    attempts: list[OpenAttempt],
    seen: list[SeenPin],
    claimed: set[str],
    keeps_marker: bool,  # noqa: FBT001  # hypothesis gives it
    edit: dict[str, str | None],
) -> None:
    """However a person has edited it, as long as its marker, its title or its link is left."""
    mine = attempt(9, title="Bowl", page="https://shop.example.com/p/bowl")
    shown = {"title": "Bowl", "page": "https://shop.example.com/p/bowl", **edit}
    own = pin("own", marked=9 if keeps_marker and shown["page"] else None, **shown)  # type: ignore[arg-type]  # the fields of `pin`
    verdicts = settle_board([*attempts, mine], [*seen, own], claimed, skew=SKEW)
    verdict = verdicts[PinKey("key9")]
    assert "own" in (verdict.pin_ids if isinstance(verdict, Doubt) else (verdict.pin_id, *verdict.others))


@given(ATTEMPTS, PINS, CLAIMED)
def test_the_pin_of_an_attempt_that_was_stripped_of_its_marker_is_found_or_raises_doubt(
    attempts: list[OpenAttempt], seen: list[SeenPin], claimed: set[str]
) -> None:
    """Unless another attempt that fits it just as well has adopted it, which two rivals never do."""
    own = pin("own")
    verdicts = settle_board([*attempts, attempt(9)], [*seen, own], claimed, skew=SKEW)
    assert PinKey("key9") in verdicts


def page(*created: float | None, more: bool = True) -> PinPage:
    pins = tuple(SeenPin(id=str(at), created=when) for at, when in enumerate(created))
    return PinPage(pins=pins, bookmark="next" if more else None)


@pytest.mark.parametrize(
    ("pages", "proved"),
    [
        ([page(3.0, 9.0, None, more=False)], True),
        ([page(more=False)], True),
        ([page(9.0, 8.0), page(8.0, 4.0)], True),
        ([page(9.0, 8.0), page(8.0, 5.0)], False),
        ([page(8.0, 9.0), page(4.0)], False),
        ([page(9.0, None, 4.0)], False),
        ([page(9.0), page(4.0, more=False)], True),
        ([page(9.0), page(), page(4.0)], True),
        ([page(4.0), page()], True),
        ([page()], False),
        ([], False),
    ],
)
def test_only_a_complete_or_a_falling_listing_proves_absence(pages: list[PinPage], *, proved: bool) -> None:
    assert listing_proves_absence(pages, before=5.0) is proved


TIMES = st.lists(st.none() | st.integers(0, 9).map(float), max_size=4)


@given(st.lists(TIMES, max_size=4), st.integers(0, 9).map(float))
def test_a_listing_proves_nothing_by_halves(pages: list[list[float | None]], before: float) -> None:
    """Without an end it proves absence exactly when all its times are known, fall, and end before the moment."""
    read = [page(*times) for times in pages]
    times = [time for page_times in pages for time in page_times]
    known = [time for time in times if time is not None]
    falls = bool(known) and len(known) == len(times) and known == sorted(known, reverse=True)
    assert listing_proves_absence(read, before=before) is (falls and known[-1] < before)
