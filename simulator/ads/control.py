"""POST /_simulator/ads shapes an ad account; GET tells all of them; /_simulator/ads/truth tells its rows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from simulator.ads import access
from simulator.ads.columns import report_columns
from simulator.ads.entities import Tree
from simulator.ads.question import Question, Windows, day_number
from simulator.ads.report_asking import LEVELS, TARGETING
from simulator.ads.rows import Row, entities_at, rows_of
from simulator.ads.shape import Shape, day_of
from simulator.callers import known_account
from simulator.control_input import ControlError, Input
from simulator.world import World

SIZES = ("campaigns", "ad_groups", "ads", "keywords", "product_groups")
SIZE_MAX = 10_000
ROLES_MAX = 100
TEXTS = ("name", "currency", "country")

Json = dict[str, Any]  # JSON


def read_ads(world: World) -> Json:
    """Every ad account with the ids of everything in it."""
    return {"ad_accounts": [_tree_json(world.state.ads.tree(held)) for held in world.state.ads.shapes]}


def set_ads(world: World, posted: Any) -> Json:  # JSON of any shape, read here
    """Makes an ad account, or changes what is given of it. Without an id it is the account's own one."""
    given = Input.of(posted, "The ad account")
    given.allow("ad_account", "account", "first_date", "roles", "closed", *SIZES, *TEXTS)
    account = given.text("account", default=None)
    ad_account = given.text("ad_account", default=None)
    if ad_account is None:
        if account is None:
            raise given.refused("account", "or ad_account must be given")
        ad_account = access.ad_account_id(account)
    if not ad_account.isdigit():
        raise given.refused("ad_account", "must be digits")
    shape = _changed(world, given, world.state.ads.shapes.get(ad_account), ad_account)
    access.keep(world, shape)
    return _tree_json(world.state.ads.tree(ad_account))


def _changed(world: World, given: Input, before: Shape | None, ad_account: str) -> Shape:
    owner = given.text("account", default=before.owner if before else None)
    if owner is None:
        raise given.refused("account", "must say whose the new ad account is")
    known_account(world, owner)
    first_day = day_of(world.now()) - access.FIRST_DAYS
    base = before or Shape(ad_account, owner, f"{owner} ads", first_day, seed=world.seed)
    sizes = {name: given.integer(name, default=0, most=SIZE_MAX, least=1) for name in SIZES if given.has(name)}
    texts = {name: given.text(name, default=None) for name in TEXTS if given.has(name)}
    changes: Json = {**sizes, **texts, "owner": owner}
    if given.has("roles"):
        changes["roles"] = _roles(given.inner("roles"))
    if given.has("closed"):
        changes["closed"] = given.texts("closed", longest=ROLES_MAX)
    if given.has("first_date"):
        changes["first_day"] = _day(given, "first_date")
    return replace(base, **changes)


def _roles(given: Input) -> dict[str, list[str]]:
    return {account: given.texts(account, longest=ROLES_MAX) for account in given.values}


def _day(given: Input, name: str) -> int:
    day = day_number(given.text(name, default="") or "")
    if day is None:
        raise given.refused(name, "must be a date like 2026-11-22")
    return day


async def answer_truth(world: World, request: Request) -> Response:
    """All rows of one level between two days, as of now: what an extraction must come to in the end."""
    try:
        given = Input.of(dict(request.query_params), "The truth")
        given.allow("ad_account", "level", "from", "to", "columns", "types", "windows", "at_conversion")
        tree, question = _truth(world, given)
    except ControlError as error:
        return JSONResponse({"error": str(error)}, status_code=400)
    return JSONResponse({"rows": await world.work(_rows, tree, question)})


def _truth(world: World, given: Input) -> tuple[Tree, Question]:
    ad_account, level = given.text("ad_account", default=""), given.text("level", default="PIN_PROMOTION") or ""
    if ad_account not in world.state.ads.shapes:
        raise given.refused("ad_account", "must be one that was shaped")
    if level not in LEVELS or level.endswith(TARGETING):
        raise given.refused("level", "must be a level of reports, without _TARGETING")
    columns = _words(given, "columns")
    if not columns or not report_columns().issuperset(columns):
        raise given.refused("columns", "must be columns of reports")
    question = Question(
        level=level,
        columns=columns,
        first=_day(given, "from"),
        last=_day(given, "to"),
        today=day_of(world.now()),
        windows=_windows(given),
        at_conversion=given.text("at_conversion", default="") == "true",
        types=_words(given, "types"),
    )
    return world.state.ads.tree(str(ad_account)), question


def _windows(given: Input) -> Windows:
    """Click, engagement and view, like "30,30,1"."""
    words = _words(given, "windows")
    if not words:
        return Windows()
    if len(words) != 3 or not all(word.isdigit() for word in words):  # noqa: PLR2004  click, engagement, view
        raise given.refused("windows", "must be three numbers of days")
    return Windows(*map(int, words))


def _words(given: Input, name: str) -> tuple[str, ...]:
    return tuple((given.text(name, default=None) or "").split(",")) if given.has(name) else ()


def _rows(tree: Tree, question: Question) -> list[Json]:
    entities = entities_at(tree, question.level)
    return [_row_json(row) for entity in entities for row in rows_of(tree, entity, question)]


def _row_json(row: Row) -> Json:
    return {"id": row.entity.id, "date": row.date, "targeting": row.targeting, **row.cells}


def _tree_json(tree: Tree) -> Json:
    shape = tree.shape
    return {
        "ad_account": shape.id,
        "account": shape.owner,
        "name": shape.name,
        "currency": shape.currency,
        "roles": shape.roles,
        "first_day": shape.first_day,
        "campaigns": [each.id for each in tree.campaigns],
        "ad_groups": [each.id for each in tree.ad_groups],
        "ads": [each.id for each in tree.ads],
        "keywords": [each.id for each in tree.keywords],
        "product_groups": [each.id for each in tree.product_groups],
    }
