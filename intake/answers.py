"""What a door answers: that something was accepted, or a problem as RFC 9457 has it, which tells no secrets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from starlette.responses import JSONResponse, Response

from contracts.intake import Arrival

SELF_HOSTED = "self-hosted"
"""The environment, as health tells it."""
PROBLEM_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Refusal:
    """Why something was not accepted, for its sender."""

    status: HTTPStatus
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)


NOT_PROVEN = Refusal(
    HTTPStatus.UNAUTHORIZED,
    "No source of this name could verify the request: see the address, and the secret or key it is sent with.",
    {"WWW-Authenticate": 'Bearer realm="pinflow"'},
)
"""The same for a source that is not there and a signature that is wrong: nobody learns which sources there are."""
NOT_ALLOWED = Refusal(HTTPStatus.FORBIDDEN, "The key is not good for a source of this name.")
NOT_FOR_STRANGERS = Refusal(
    HTTPStatus.UNAUTHORIZED,
    "Metrics are told to programs of this machine, and to keys that may see the pins of all accounts.",
    {"WWW-Authenticate": 'Bearer realm="pinflow"'},
)
TOO_LARGE = Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too large: send fewer events at a time.")
TOO_SLOW = Refusal(HTTPStatus.REQUEST_TIMEOUT, "The body did not come within its time.")
BROKEN_OFF = Refusal(HTTPStatus.BAD_REQUEST, "The body broke off.")
NO_JSON = Refusal(HTTPStatus.BAD_REQUEST, "The body is no JSON that can be read.")


def away(seconds: int) -> Refusal:
    """Nothing was kept, or nobody knows yet that it was: to be sent again, which does no harm."""
    return Refusal(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "It cannot be kept at this moment: send it again later.",
        {"Retry-After": str(seconds)},
    )


def refusal_to_response(refusal: Refusal) -> Response:
    body = {
        "type": "about:blank",
        "title": refusal.status.phrase,
        "status": refusal.status.value,
        "detail": refusal.detail,
    }
    return JSONResponse(body, refusal.status, dict(refusal.headers), PROBLEM_TYPE)


def accepted(what: str) -> Response:
    """200, and no other: WooCommerce's ping wants exactly this."""
    return JSONResponse({"accepted": what})


def arrival_to_response(arrival: Arrival) -> Response:
    """One that came before is as good as accepted. A source that went away meanwhile is none that is known."""
    return refusal_to_response(NOT_PROVEN) if arrival is Arrival.UNKNOWN else accepted(arrival.value)
