"""A page for people: what was published, as it would hang on a pin board."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from html import escape
from itertools import islice
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from simulator.gallery_style import STYLE
from simulator.pin_json import images_json, slide_name
from simulator.stamps import stamp
from simulator.things import Board, MediaType, Picture, Pin, Section
from simulator.world import World

PINS_SHOWN = 120
BOARDS_SHOWN = 60
SECTIONS_SHOWN = 60

Endpoint = Callable[[Request], Awaitable[Response]]


def gallery_routes(world: World) -> list[Route]:
    return [
        Route("/", _index(world)),
        Route("/pin/{pin_id}/", _pin_page(world)),
        Route("/pin/{pin_id}", _with_slash),
        Route("/media/{size}/{pin_id}.jpg", _picture(world)),
    ]


def _index(world: World) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        chosen, section = request.query_params.get("board"), request.query_params.get("section")
        pins = list(islice(_in_section(world, chosen, section), PINS_SHOWN))
        boards = sorted(world.state.archive.boards.values(), key=lambda board: board.sequence)
        listed = "".join(_board_link(world, board, chosen) for board in boards[:BOARDS_SHOWN])
        cards = "".join(_card(world, pin) for pin in pins) or _nothing_yet()
        everything = _chip("/", "All pins", _existing(world), is_chosen=chosen is None)
        nav = f"<nav>{everything}{listed}</nav>{_sections_nav(world, chosen, section)}"
        return _page("Pins", f"{nav}<main class=board>{cards}</main>")

    return endpoint


def _pin_page(world: World) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        pin = world.state.archive.pins.get(request.path_params["pin_id"])
        if pin is None or not pin.exists(world.now()):
            return _page("Pin not found", "<main class=empty><h1>This pin is gone</h1></main>", status=404)
        return _page(pin.title or "Pin", f"<main class=single>{_single(world, pin)}</main>")

    return endpoint


async def _with_slash(request: Request) -> Response:
    return RedirectResponse(f"/pin/{request.path_params['pin_id']}/", status_code=308)


def _picture(world: World) -> Endpoint:
    """The thumbnail stands in for every size; the bytes that were uploaded are not kept."""

    async def endpoint(request: Request) -> Response:
        thumbnail = world.thumbnails.get(request.path_params["pin_id"])
        if thumbnail is None:
            return Response(status_code=404)
        return Response(thumbnail, media_type="image/jpeg")

    return endpoint


def _newest(world: World, board_id: str | None) -> Iterator[Pin]:
    archive, now = world.state.archive, world.now()
    pins = reversed(archive.pins.values()) if board_id is None else archive.pins_on_board(board_id)
    return (pin for pin in pins if pin.exists(now))


def _in_section(world: World, board_id: str | None, section_id: str | None) -> Iterator[Pin]:
    pins = _newest(world, board_id)
    return pins if section_id is None else (pin for pin in pins if pin.section_id == section_id)


def _existing(world: World) -> int:
    return sum(1 for _ in _newest(world, None))


def _board_link(world: World, board: Board, chosen: str | None) -> str:
    count = sum(1 for _ in _newest(world, board.id))
    title = f"{board.account} · {board.name}"
    return _chip(f"/?board={board.id}", title, count, is_chosen=board.id == chosen)


def _sections_nav(world: World, board_id: str | None, chosen: str | None) -> str:
    sections = world.state.archive.sections_of(board_id or "")[:SECTIONS_SHOWN]
    links = "".join(_section_link(world, section, chosen) for section in sections)
    return f"<nav class=sections>{links}</nav>" if links else ""


def _section_link(world: World, section: Section, chosen: str | None) -> str:
    count = sum(1 for _ in _in_section(world, section.board_id, section.id))
    address = f"/?board={section.board_id}&amp;section={section.id}"
    return _chip(address, section.name, count, is_chosen=section.id == chosen)


def _chip(address: str, title: str, count: int, *, is_chosen: bool) -> str:
    style = ' class="chosen"' if is_chosen else ""
    return f'<a href="{address}"{style}>{escape(title)} <b>{count}</b></a>'


def _card(world: World, pin: Pin) -> str:
    return (
        f'<a class="card" href="/pin/{pin.id}/">{_image(world, pin)}{_badge(pin)}'
        f"<h2>{escape(pin.title or 'Untitled')}</h2><p>{escape(_host(pin))}</p></a>"
    )


def _single(world: World, pin: Pin) -> str:
    board = world.state.archive.boards.get(pin.board_id)
    section = world.state.archive.sections.get(pin.section_id or "")
    facts = {
        "Account": pin.account,
        "Board": board.name if board else pin.board_id,
        "Section": section.name if section else "none",
        "Shows": _shown(pin),
        "Made": f"{stamp(pin.created)} UTC",
        "Listed": f"{stamp(pin.listed)} UTC",
        "Picture": f"{pin.picture.width} x {pin.picture.height} {pin.picture.format}",
        "Pin": pin.id,
    }
    rows = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in facts.items())
    return (
        f"<figure>{_images(world, pin)}</figure><section><h1>{escape(pin.title or 'Untitled')}</h1>"
        f"<p>{escape(pin.description or '')}</p>{_visit(pin)}<dl>{rows}</dl></section>"
    )


def _visit(pin: Pin) -> str:
    if pin.link is None:
        return ""
    return f'<a class="visit" rel="nofollow" href="{escape(pin.link)}">Visit {escape(_host(pin))}</a>'


def _shown(pin: Pin) -> str:
    if pin.media_type is MediaType.CAROUSEL:
        return f"{len(pin.slides)} pictures"
    return "a video, by its cover" if pin.media_type is MediaType.VIDEO else "one picture"


def _badge(pin: Pin) -> str:
    """What a card cannot show is said on it."""
    said = {MediaType.VIDEO: "Video", MediaType.CAROUSEL: f"1 of {len(pin.slides)}"}.get(pin.media_type)
    return f"<em>{said}</em>" if said else ""


def _images(world: World, pin: Pin) -> str:
    slides = ((slide_name(pin, index), slide.picture) for index, slide in enumerate(pin.slides))
    return "".join(_img(world, pin, name, picture) for name, picture in slides) or _image(world, pin)


def _image(world: World, pin: Pin) -> str:
    return _img(world, pin, pin.id, pin.picture)


def _img(world: World, pin: Pin, name: str, picture: Picture) -> str:
    """Space is kept for the picture, in the pin's own colour, so that nothing jumps while it loads."""
    size = images_json(world.origin, name, picture)["600x"]
    colour = pin.dominant_color or "#e9e5df"
    described = escape(pin.alt_text or pin.title or "")
    return (
        f'<img loading="lazy" width="{size["width"]}" height="{size["height"]}" alt="{described}" '
        f'style="background:{colour}" src="/media/600x/{name}.jpg">'
    )


def _host(pin: Pin) -> str:
    return (urlsplit(pin.link).hostname or "") if pin.link else ""


def _nothing_yet() -> str:
    return (
        '<section class="empty"><h1>Nothing published yet</h1><p>Pins appear here as they are made.</p></section>'
    )


def _page(title: str, content: str, status: int = 200) -> HTMLResponse:
    head = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · Pinflow simulator</title><style>{STYLE}</style></head>"
    )
    top = '<header><a href="/"><i></i>Pinflow simulator</a><span>not Pinterest: a local stand-in</span></header>'
    return HTMLResponse(f"{head}<body>{top}{content}</body></html>", status_code=status)
