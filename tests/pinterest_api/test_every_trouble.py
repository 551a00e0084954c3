"""Every word for Pinterest's troubles is used, and this is how each comes about."""

import pytest

from contracts.trouble import (
    AnswerLost,
    AppRefused,
    BoardGone,
    GrantDead,
    LinkDead,
    MediaGone,
    NotSent,
    PinGone,
    PinterestTrouble,
    RateLimited,
    Rejected,
    ScopeMissing,
    SectionGone,
    SpamBlocked,
    TokenDead,
    TokenExpired,
    TrialApp,
    Unavailable,
    UploadRefused,
)
from pinterest_api.pins import PinterestPins
from tests.pinterest_api.doubles import ACCOUNT, client_of, new_pin
from tests.pinterest_api.scripted_server import Act, answers, closes_after_reading, nobody_listens, scripted


def refuses(status: int, code: int, message: str) -> Act:
    return answers(status, {"code": code, "message": message})


WRITES: dict[type[PinterestTrouble], Act] = {
    AnswerLost: closes_after_reading(),
    RateLimited: refuses(429, 8, "This request exceeded a rate limit."),
    SpamBlocked: refuses(429, 9, "Sorry! We blocked this link because it may lead to spam."),
    TokenDead: refuses(401, 2, "Authentication failed."),
    ScopeMissing: refuses(401, 3, "Your token does not have sufficient permissions."),
    TrialApp: refuses(403, 29, "Apps with Trial access may not create Pins in production."),
    BoardGone: refuses(404, 40, "Board not found."),
    SectionGone: refuses(404, 2031, "Sorry! We couldn't find this board section."),
    Rejected: refuses(400, 1, "Whoops! It looks like you entered an invalid URL."),
}
READS: dict[type[PinterestTrouble], Act] = {
    Unavailable: refuses(500, 0, "Something went wrong on our end"),
    PinGone: refuses(404, 50, "Pin not found."),
}


MEDIA = {MediaGone, UploadRefused}
"""Met in `test_media.py`."""

GRANTS = {GrantDead, AppRefused}
"""Met in `test_oauth.py`."""

REPORTS = {LinkDead}
"""Met in `test_ads.py`."""

OUR_OWN = {TokenExpired}
"""The store's: nothing was asked."""


def test_no_trouble_is_forgotten() -> None:
    elsewhere = {*MEDIA, *GRANTS, *REPORTS, *OUR_OWN}
    assert {*WRITES, *READS, *elsewhere, NotSent} == set(PinterestTrouble.__subclasses__())


@pytest.mark.parametrize("kind", WRITES)
async def test_a_write_meets_it(kind: type[PinterestTrouble]) -> None:
    async with scripted(WRITES[kind]) as server, client_of(server.url) as client:
        with pytest.raises(PinterestTrouble) as caught:
            await PinterestPins(client).create(ACCOUNT, new_pin())
    assert type(caught.value) is kind


@pytest.mark.parametrize("kind", READS)
async def test_a_read_meets_it(kind: type[PinterestTrouble]) -> None:
    async with scripted(READS[kind]) as server, client_of(server.url) as client:
        with pytest.raises(PinterestTrouble) as caught:
            await PinterestPins(client).get(ACCOUNT, "1")
    assert type(caught.value) is kind


async def test_nothing_was_sent() -> None:
    with nobody_listens() as url:
        async with client_of(url) as client:
            with pytest.raises(NotSent):
                await PinterestPins(client).create(ACCOUNT, new_pin())
