"""The page on which a person lets an app use an account, at /oauth/ as Pinterest has it.

A stranger, or an address that the app has not registered, gets a page that says so and is sent nowhere.
Every other mistake goes back to the app in its own address, as OAuth wants it.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from html import escape
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from simulator import scopes
from simulator.accounts import NAME
from simulator.answers import ApiError
from simulator.callers import known_account
from simulator.forms import form_fields
from simulator.gallery_style import STYLE
from simulator.keyring import App, Code
from simulator.world import World

CODE_BYTES = 32
SEE_OTHER = 303

Endpoint = Callable[[Request], Awaitable[Response]]


class Refusal(Exception):
    """What makes the page an error page, as a sentence."""


@dataclass(frozen=True)
class Petition:
    """What an app asks a person for. `mistake` is OAuth's word for what is wrong with it, if anything is."""

    app: App
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str | None
    mistake: str | None

    def back(self, **told: str) -> RedirectResponse:
        """To the app, with what it is told and its own `state`."""
        said = told if self.state is None else {**told, "state": self.state}
        parts = urlsplit(self.redirect_uri)
        query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *said.items()])
        return RedirectResponse(urlunsplit(parts._replace(query=query)), status_code=SEE_OTHER)


def consent_routes(world: World) -> list[Route]:
    return [
        Route("/oauth/", _showing(world), methods=["GET"]),
        Route("/oauth/", _deciding(world), methods=["POST"]),
    ]


def _showing(world: World) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            petition = _petition(world, request.query_params)
        except Refusal as refusal:
            return _page("Not possible", f"<p>{escape(str(refusal))}</p>", status=400)
        if petition.mistake is not None:
            return petition.back(error=petition.mistake)
        return _page("Allow access?", _question(world, petition))

    return endpoint


def _deciding(world: World) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            petition = _petition(world, request.query_params)
            account = await _decided_account(request)
        except Refusal as refusal:
            return _page("Not possible", f"<p>{escape(str(refusal))}</p>", status=400)
        if petition.mistake is not None:
            return petition.back(error=petition.mistake)
        if account is None:
            return petition.back(error="access_denied")
        return petition.back(code=_code(world, petition, account))

    return endpoint


def _petition(world: World, asked: Mapping[str, str]) -> Petition:
    app = world.state.keyring.apps.get(asked.get("client_id", ""))
    if app is None:
        raise Refusal("No app has this client_id.")
    redirect_uri = asked.get("redirect_uri", "")
    if redirect_uri not in app.redirect_uris:
        raise Refusal("The redirect_uri is not, to the letter, one that the app has registered.")
    wanted = scopes.split(asked.get("scope", ""))
    return Petition(app, redirect_uri, wanted, asked.get("state"), _mistake(asked, wanted))


def _mistake(asked: Mapping[str, str], wanted: tuple[str, ...]) -> str | None:
    if asked.get("response_type") != "code":
        return "unsupported_response_type"
    return "invalid_scope" if not wanted or scopes.unknown(wanted) else None


async def _decided_account(request: Request) -> str | None:
    """The account that the person chose, None for a Deny."""
    try:
        form = form_fields(request.headers.get("content-type", ""), await request.body())
        decision = form.one_of("decision", ("allow", "deny"))
        account = form.text("account") or ""
    except ApiError as error:
        raise Refusal(str(error)) from error
    if decision == "deny":
        return None
    if decision is None or not NAME.fullmatch(account):
        raise Refusal("Choose an account by its name, then Allow or Deny.")
    return account


def _code(world: World, petition: Petition, name: str) -> str:
    account = known_account(world, name)
    text = secrets.token_urlsafe(CODE_BYTES)
    code = Code(text, petition.app.id, account.name, petition.scopes, petition.redirect_uri, world.now())
    world.record("code", **asdict(code))
    return text


def _question(world: World, petition: Petition) -> str:
    """The form posts to its own address, so that what was asked stays in the query."""
    known = "".join(f'<option value="{escape(name)}">' for name in sorted(world.state.archive.accounts))
    wanted = "".join(f"<li>{escape(scope)}</li>" for scope in petition.scopes)
    return (
        f"<p>The app <b>{escape(petition.app.id)}</b> wants to use your account for:</p><ul>{wanted}</ul>"
        '<form method="post"><p><label>Account <input name="account" list="known" required '
        f'value="{escape(petition.app.owner)}"></label><datalist id="known">{known}</datalist></p>'
        '<button name="decision" value="allow">Allow</button> '
        '<button name="decision" value="deny" formnovalidate>Deny</button></form>'
    )


def _page(title: str, content: str, status: int = 200) -> HTMLResponse:
    head = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · Pinflow simulator</title><style>{STYLE}</style></head>"
    )
    body = f'<main class="single"><section><h1>{escape(title)}</h1>{content}</section></main>'
    return HTMLResponse(f"{head}<body>{body}</body></html>", status_code=status)
