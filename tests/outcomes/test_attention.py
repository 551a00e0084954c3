"""Who must act on what: grouped so that one remedy helps many products, and nobody reads past the first actor."""

from hypothesis import given
from hypothesis import strategies as st

from contracts.launch import ConcernCount, ProductResult
from contracts.outcome import Actor, Outcome, Reason, Refused
from contracts.refusals import REMEDIES, refuse
from outcomes.attention import ACTORS, SAMPLES_MAX, concern_counts, concern_lines, concerns


def a_result(row: int, outcome: Outcome | None, refused: Refused | None = None) -> ProductResult:
    result = ProductResult(row=row, product=f"product-{row}", outcome=outcome)
    if refused is None:
        return result
    return result.model_copy(
        update={"reason": refused.reason, "remedy": refused.remedy, "actor": refused.actor, "message": "why"}
    )


def refused(row: int, reason: Reason) -> ProductResult:
    return a_result(row, Outcome.REFUSED, refuse(reason, "why"))


RESULTS = st.lists(
    st.builds(
        a_result,
        row=st.integers(2, 10_000),
        outcome=st.sampled_from([None, *Outcome]),
        refused=st.one_of(st.none(), st.sampled_from([refuse(reason, "why") for reason in Reason])),
    ),
    max_size=40,
)


def test_products_with_one_remedy_are_one_concern() -> None:
    small, dead = Reason.IMAGE_TOO_SMALL, Reason.LINK_DEAD
    first, second = concerns([refused(2, small), refused(3, dead), refused(4, small)])
    assert (first.reason, [product.row for product in first.products]) == (small, [2, 4])
    assert (second.reason, [product.row for product in second.products]) == (dead, [3])
    assert (first.actor, first.remedy) == REMEDIES[small]


def test_who_can_do_most_is_named_first() -> None:
    """Even if most products wait for somebody else."""
    found = concerns(
        [
            *(refused(row, Reason.CANCELLED) for row in range(2, 9)),
            *(refused(row, Reason.PIN_REMOVED) for row in range(10, 15)),
            *(refused(row, Reason.BOARD_MISSING) for row in range(20, 23)),
            refused(30, Reason.IMAGE_TOO_SMALL),
        ]
    )
    assert [concern.actor for concern in found] == list(ACTORS)


def test_what_helps_most_products_comes_first() -> None:
    found = concerns(
        [
            refused(2, Reason.IMAGE_TOO_SMALL),
            refused(3, Reason.LINK_DEAD),
            refused(4, Reason.LINK_DEAD),
            refused(5, Reason.IMAGE_BROKEN),
        ]
    )
    assert [concern.reason for concern in found] == [
        Reason.LINK_DEAD,
        Reason.IMAGE_BROKEN,
        Reason.IMAGE_TOO_SMALL,
    ]


def test_another_remedy_is_another_concern() -> None:
    other = refused(3, Reason.LINK_DEAD).model_copy(update={"remedy": "Ask the shop."})
    assert len(concerns([refused(2, Reason.LINK_DEAD), other])) == 2


def test_nobody_is_bothered_with_what_is_live_or_still_waits() -> None:
    assert concerns([a_result(2, Outcome.LIVE), a_result(3, None), a_result(4, Outcome.LIVE)]) == []


def test_what_names_nobody_is_nobody_s() -> None:
    nameless = refused(2, Reason.GAVE_UP).model_copy(update={"actor": None, "remedy": None})
    (concern,) = concerns([nameless])
    assert (concern.actor, concern.remedy) == (Actor.NOBODY, "")


def test_every_actor_has_a_place() -> None:
    assert set(ACTORS) == set(Actor)


@given(RESULTS)
def test_every_product_that_needs_attention_is_in_exactly_one_concern(results: list[ProductResult]) -> None:
    needing = [result for result in results if result.outcome not in {None, Outcome.LIVE} and result.reason]
    told = [product for concern in concerns(results) for product in concern.products]
    assert sorted(told, key=repr) == sorted(needing, key=repr)


@given(RESULTS)
def test_products_stay_in_the_order_in_which_they_came(results: list[ProductResult]) -> None:
    places = {id(result): place for place, result in enumerate(results)}
    for concern in concerns(results):
        order = [places[id(product)] for product in concern.products]
        assert order == sorted(order)


def counted(reason: Reason, count: int, *rows: int) -> ConcernCount:
    actor, remedy = REMEDIES[reason]
    samples = tuple(refused(row, reason) for row in rows)
    return ConcernCount(actor=actor, reason=reason, remedy=remedy, count=count, samples=samples)


def test_counts_of_the_ledger_stand_in_the_order_of_concerns() -> None:
    lines = concern_lines(
        [
            counted(Reason.CANCELLED, 90_000, 7),
            counted(Reason.LINK_DEAD, 3, 5),
            counted(Reason.BOARD_MISSING, 500, 6),
            counted(Reason.IMAGE_TOO_SMALL, 4_000, 2),
        ]
    )
    assert [(line.reason, line.count) for line in lines] == [
        (Reason.IMAGE_TOO_SMALL, 4_000),
        (Reason.LINK_DEAD, 3),
        (Reason.BOARD_MISSING, 500),
        (Reason.CANCELLED, 90_000),
    ]


def test_counts_of_one_concern_are_one_line_with_its_first_products() -> None:
    (line,) = concern_lines([counted(Reason.LINK_DEAD, 40, 90, 91), counted(Reason.LINK_DEAD, 2, 3, 4)])
    assert (line.count, [sample.row for sample in line.samples]) == (42, [3, 4, 90, 91])


def test_a_concern_names_few_products_however_many_it_is_given() -> None:
    (line,) = concern_lines([counted(Reason.LINK_DEAD, 5_000, *range(100, 2, -1))])
    assert [sample.row for sample in line.samples] == list(range(3, 3 + SAMPLES_MAX))
    (line,) = concern_lines(
        [counted(Reason.LINK_DEAD, 1, *range(2, 8)), counted(Reason.LINK_DEAD, 1, *range(8, 20))]
    )
    assert len(line.samples) == SAMPLES_MAX


def test_what_concerns_no_product_is_no_line() -> None:
    assert concern_lines([counted(Reason.LINK_DEAD, 0)]) == []
    assert concern_lines([]) == []


def test_pictures_of_one_product_stay_in_their_order() -> None:
    second, first = (refused(2, Reason.LINK_DEAD).model_copy(update={"image": image}) for image in (2, 1))
    (line,) = concern_lines([counted(Reason.LINK_DEAD, 2).model_copy(update={"samples": (second, first)})])
    assert [sample.image for sample in line.samples] == [1, 2]


@given(RESULTS)
def test_results_at_hand_are_counted_as_the_ledger_counts_them(results: list[ProductResult]) -> None:
    lines = concern_counts(results)
    assert [(line.actor, line.reason, line.remedy, line.count) for line in lines] == [
        (concern.actor, concern.reason, concern.remedy, len(concern.products)) for concern in concerns(results)
    ]
    ordered = concern_lines(reversed(lines))
    assert [(line.reason, line.count) for line in ordered] == [(line.reason, line.count) for line in lines]
