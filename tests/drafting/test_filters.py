"""Filters: what a person writes is understood, or told what would be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.hand import Filter
from contracts.outcome import Outcome, Reason
from drafting.filters import FILTER_MAX, FilterBroken, read_filter
from tests.drafting.builders import texts


def broken(text: str) -> str:
    with pytest.raises(FilterBroken) as caught:
        read_filter(text)
    assert len(str(caught.value)) < 1_500
    return str(caught.value)


def test_each_condition_finds_its_place() -> None:
    text = 'outcome=refused reason=image_too_small board="Spring looks" product=abc,def row=5-20 image=2 held=yes'
    assert read_filter(text) == Filter(
        outcomes=("refused",),
        reasons=(Reason.IMAGE_TOO_SMALL,),
        boards=("Spring looks",),
        products=("abc", "def"),
        rows=((5, 20),),
        images=(2,),
        held=True,
    )


@pytest.mark.parametrize("text", ["", "  ", "\n\t"])
def test_no_filter_means_every_row(text: str) -> None:
    assert read_filter(text) == Filter()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("outcome=waiting,LIVE", Filter(outcomes=("waiting", "live"))),
        ("OUTCOME = refused , live", Filter(outcomes=("refused", "live"))),
        ("reason=image-too-small", Filter(reasons=(Reason.IMAGE_TOO_SMALL,))),
        ("reason='link dead'", Filter(reasons=(Reason.LINK_DEAD,))),
        ("board='Looks, new',\"Mother's day\"", Filter(boards=("Looks, new", "Mother's day"))),
        ("board=O'Neill", Filter(boards=("O'Neill",))),
        ("product=a=b", Filter(products=("a=b",))),
        ("row=7,9-9,1-3", Filter(rows=((7, 7), (9, 9), (1, 3)))),
        ("image=1,20", Filter(images=(1, 20))),
        ("held=No", Filter(held=False)),
        ("held=true,yes", Filter(held=True)),
    ],
)
def test_it_is_read_as_people_write_it(text: str, read: Filter) -> None:
    assert read_filter(text) == read


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("outcom=refused", 'no field "outcom"; did you mean "outcome"? Fields are: outcome, reason'),
        ("colour=blue", 'no field "colour". Fields are:'),
        ("outcome=refusd", 'no outcome "refusd"; did you mean "refused"? Known are: live, refused'),
        ("reason=image_to_small", '; did you mean "image_too_small"?'),
        ("row=20-5", '"20-5" is no row'),
        ("row=0", '"0" is no row'),
        ("row=a", '"a" is no row'),
        ("row=12345678901", "is no row"),
        ("image=0", '"0" is no image'),
        ("image=21", '"21" is no image'),
        ("image=\u00b2", "is no image"),
        ("held=maybe", '"maybe" says nothing of held'),
        ("held=yes,no", '"yes,no" says nothing of held'),
        ('board=""', '"" is no board'),
        ("outcome=live outcome=live", '"outcome" stands twice'),
        ("refused", '"refused" is no condition'),
        ("outcome=", '"outcome=" is no condition'),
        ("outcome=live,", '"outcome=live," is no condition'),
        ("outcome=live =x", '"=x" is no condition'),
        ('board="Spring', "is no condition"),
        ('board="a"b', "is no condition"),
        ("outcome!=live", 'no field "outcome!"; did you mean "outcome"?'),
        ("x" * 5_000, "has 5000 characters"),
        (f"board={'x' * 1_900}", "takes 1 to 300 characters"),
    ],
)
def test_what_is_not_understood_is_named_with_what_would_be(text: str, told: str) -> None:
    assert told in broken(text)


def test_every_outcome_and_reason_can_be_named() -> None:
    assert read_filter(f"outcome={','.join(Outcome)}").outcomes == tuple(Outcome)
    assert read_filter(f"reason={','.join(Reason)}").reasons == tuple(Reason)


NAMES = st.text(alphabet=st.characters(exclude_characters='"', exclude_categories=["Cs"]), min_size=1, max_size=30)


@given(st.lists(NAMES.filter(str.strip), min_size=1, max_size=5))
def test_any_name_can_be_said_in_quotes(names: list[str]) -> None:
    text = "board=" + ",".join(f'"{name}"' for name in names)
    assert read_filter(text).boards == tuple(name.strip() for name in names)


@given(
    st.lists(st.sampled_from(["outcome", "row", "=", ",", '"', "'", " ", "5-", "live"]) | texts(40), max_size=12)
)
def test_any_text_is_a_filter_or_told_why_not(pieces: list[str]) -> None:
    text = "".join(pieces)
    try:
        said = bool(read_filter(text).model_dump(exclude_defaults=True))
    except FilterBroken:
        said = True
    assert said == bool(text.strip())


def test_a_long_filter_is_read_in_no_time() -> None:
    """A pattern that tries everything twice would take for ever here."""
    assert "is no condition" in broken(("board=" + "b,b," * 500)[: FILTER_MAX - 1] + ",")
    assert "is no condition" in broken(("board=" + "b , " * 500)[: FILTER_MAX - 1] + ",")
