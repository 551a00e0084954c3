"""Refusals of ads data as callers of the API are told of them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from http import HTTPStatus

from ads.access import ORGANIC_SCOPE_WORDS, ORGANIC_SCOPES, ROLE_WORDS
from ads.datasets import Family
from ads.objections import Objection
from contracts.trouble import EngineAway, ScopeMissing
from intake.api.ads_wire import told_objection
from intake.api.operation import ApiProblem
from intake.api.pinterest_problems import pinterest_problems

AGAIN_SECONDS = 30
ADS_SCOPE = "ads:read"
OBJECTIONS_MAX = 50
"""That one refusal names."""


@contextmanager
def ads_problems(family: Family = Family.PERFORMANCE) -> Iterator[None]:
    """Raises `ApiProblem` in the place of `PinterestTrouble`. Ads take one scope, organic numbers others."""
    with pinterest_problems():
        try:
            yield
        except ScopeMissing as missing:
            raise _scope_missing(missing, family) from missing


def _scope_missing(missing: ScopeMissing, family: Family) -> ApiProblem:
    if family is Family.ORGANIC:
        scope = ",".join(ORGANIC_SCOPES)
        message = f"{missing} {ORGANIC_SCOPE_WORDS}: connect the account again and allow all that is asked for."
    else:
        scope = ADS_SCOPE
        message = f"The account's token needs the scope {scope}: connect it again with ads=true. {ROLE_WORDS}"
    return ApiProblem(HTTPStatus.CONFLICT, "scope_missing", message, details={"scope": scope})


@contextmanager
def engine_problems() -> Iterator[None]:
    """Raises `ApiProblem` while Temporal does not take anything."""
    try:
        yield
    except EngineAway as away:
        message = "Runs cannot be started or told now: Temporal does not answer. Send it again later."
        headers = {"Retry-After": str(AGAIN_SECONDS)}
        raise ApiProblem(HTTPStatus.SERVICE_UNAVAILABLE, "engine_away", message, headers=headers) from away


def by_names_of_the_question(
    found: Sequence[Objection], first: date | None, last: date | None, own_first: date | None = None
) -> tuple[Objection, ...]:
    """The same, where days are a body's `first` and `last`. `own_first`: the source's, in place of no `first`."""
    begins = "first" if first else "last" if last and own_first is None else "first_day"
    names = {"first_day": begins, "last_day": "last"}
    return tuple(replace(one, field=names.get(one.field, one.field)) for one in found)


def source_refused(found: Sequence[Objection]) -> ApiProblem:
    """What stands against a source, field by field, with the nearest valid choices in `details`."""
    told = [told_objection(one).model_dump() for one in found[:OBJECTIONS_MAX]]
    return ApiProblem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "source_refused",
        f"{found[0].field}: {found[0].message}",
        fields={one.field: one.message for one in reversed(found[:OBJECTIONS_MAX])},
        details={"objections": told},
    )
