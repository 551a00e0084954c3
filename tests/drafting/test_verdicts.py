"""The dry run: what would become of a row, told before anything is sent."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.launch import LaunchPolicy
from contracts.outcome import Reason, Refused
from contracts.product import Product, ProductImage
from contracts.wording import Wording, Wordings
from drafting.links import read_marker
from drafting.pins import draft_pin
from drafting.verdicts import PLACEHOLDER_MARKER, Ready, judge_row
from drafting.windows import ZoneMissing
from tests.drafting.builders import MARKER, POLICY, a_product, products, wordings

LAUNCH = LaunchPolicy(pin=POLICY, zone="Europe/Berlin")


def ready(product: Product, policy: LaunchPolicy = LAUNCH, *, image_slot: int = 0) -> Ready:
    verdict = judge_row(product, policy, image_slot=image_slot)
    assert isinstance(verdict, Ready), verdict
    return verdict


def test_a_good_row_is_told_with_all_that_it_will_be() -> None:
    verdict = ready(a_product(board="Spring", section="Linen", publish_at="2026-11-22T20:00:00"))
    assert (verdict.board, verdict.section, verdict.not_before) == ("Spring", "Linen", 1_795_374_000)
    assert verdict.draft == draft_pin(a_product(), POLICY, PLACEHOLDER_MARKER)


def test_the_link_is_as_long_as_the_real_one() -> None:
    real = draft_pin(a_product(), POLICY, MARKER)
    assert not isinstance(real, Refused)
    link = ready(a_product()).draft.link
    assert len(link) == len(real.link)
    assert read_marker(link) == PLACEHOLDER_MARKER


def test_a_board_of_the_launchs_drops_the_files_section() -> None:
    verdict = ready(a_product(board="Spring", section="Linen"), LAUNCH.model_copy(update={"board": "Other"}))
    assert (verdict.board, verdict.section) == ("Other", "")


def test_a_board_has_its_own_wording_however_its_name_is_written() -> None:
    wordings = Wordings(
        every=Wording(title="{title} on {board}"), boards={"spring": Wording(title="Spring: {title}")}
    )
    policy = LAUNCH.model_copy(update={"wordings": wordings})
    assert ready(a_product(board=" SPRING "), policy).draft.title == "Spring: Ocean Blue Shirt"
    assert ready(a_product(board="Sale"), policy).draft.title == "Ocean Blue Shirt on Sale"


def test_each_slot_has_its_own_verdict() -> None:
    product = a_product(images=tuple(ProductImage(url=url) for url in ("https://c.example/a.jpg", "data:,")))
    assert ready(product).draft.image_url == "https://c.example/a.jpg"
    refused = judge_row(product, LAUNCH, image_slot=1)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.IMAGE_ADDRESS_INVALID


def test_troubles_are_told_in_the_order_in_which_a_launch_meets_them() -> None:
    said: dict[str, Any] = {
        "board": "x" * 181,
        "section": "x" * 181,
        "publish_at": "soon",
        "title": "",
    }  # Any: fields
    told = []
    for field in list(said):
        verdict = judge_row(a_product(**said), LAUNCH)
        assert isinstance(verdict, Refused)
        told.append((verdict.reason, verdict.message.split(" ")[1]))
        said[field] = None if field != "title" else "Mug"
    assert told == [
        (Reason.BOARD_INVALID, "board's"),
        (Reason.BOARD_INVALID, "section's"),
        (Reason.ROW_UNREADABLE, "publish"),
        (Reason.TITLE_MISSING, "product"),
    ]


def test_a_date_without_a_zone_is_asked_for() -> None:
    with pytest.raises(ZoneMissing):
        judge_row(a_product(publish_at="2026-11-22T20:00:00"), LaunchPolicy(pin=POLICY))


@given(products(), wordings(), st.integers(0, 4))
def test_every_row_has_a_verdict(product: Product, wording: Wording, slot: int) -> None:
    policy = LAUNCH.model_copy(update={"wordings": Wordings(every=wording)})
    assert isinstance(judge_row(product, policy, image_slot=slot), Ready | Refused)
