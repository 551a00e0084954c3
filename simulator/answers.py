"""What the API says back: an answer, or one of Pinterest's refusals.

The refusals stand together here so that their status, code and wording can be compared with
Pinterest's documented errors in one look. Codes are Pinterest's own numbers, not HTTP's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    """One answer of the API: an HTTP status and a JSON body (None: no body)."""

    status: int
    body: Any = None  # JSON of any shape


class ApiError(Exception):
    """A refusal in the shape that API v5 gives all of them: `{"code": int, "message": str}`."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.answer = Answer(status, {"code": code, "message": message})


def invalid_request(reason: str) -> ApiError:
    return ApiError(400, 1, f"Invalid request: {reason}")


def invalid_url() -> ApiError:
    message = "Whoops! It looks like you entered an invalid URL. Try creating a Pin again with a valid URL."
    return ApiError(400, 1, message)


def picture_not_fetched() -> ApiError:
    return ApiError(400, 1, "Sorry we could not fetch the image.")


def picture_format_not_supported() -> ApiError:
    return ApiError(400, 1, "The format of the image is not supported")


def picture_too_small() -> ApiError:
    return ApiError(403, 233, "Your image is too small. Please choose a larger image and try again.")


def picture_broken() -> ApiError:
    return ApiError(403, 235, "Sorry, this image is broken. Please pick a different image.")


def picture_too_large() -> ApiError:
    return ApiError(403, 403, "The Pin's image is too small, too large or is broken")


def board_name_refused() -> ApiError:
    return ApiError(400, 400, "The board name is invalid or duplicated.")


def board_parameters_refused() -> ApiError:
    return ApiError(400, 400, "Invalid board parameters.")


def too_many_boards(limit: int) -> ApiError:
    return ApiError(400, 400, f"You have reached the limit of {limit} boards.")


def board_update_refused() -> ApiError:
    return ApiError(403, 403, "Not authorized to update the board.")


def board_not_found() -> ApiError:
    return ApiError(404, 40, "Board not found.")


def section_parameters_refused() -> ApiError:
    return ApiError(400, 400, "Invalid board section parameters.")


def sections_not_permitted(deed: str) -> ApiError:
    return ApiError(403, 403, f"Not authorized to {deed}.")


def section_conflict() -> ApiError:
    return ApiError(409, 409, "Board section conflict.")


def board_in_use(deed: str) -> ApiError:
    return ApiError(409, 409, f"Could not get exclusive access to {deed}.")


def section_absent(what: str = "Board section") -> ApiError:
    """Of the operations on sections themselves; those on pins say it with a code of its own, below."""
    return ApiError(404, 404, f"{what} not found.")


def section_not_found() -> ApiError:
    return ApiError(404, 2031, "Sorry! We couldn't find this board section.")


def pin_not_found() -> ApiError:
    return ApiError(404, 50, "Pin not found.")


def ratios_differ() -> ApiError:
    return ApiError(400, 1, "Images must have the same width/height ratios")


def upload_not_found() -> ApiError:
    return ApiError(404, 404, "Media upload not found")


def pin_filter_refused() -> ApiError:
    return ApiError(400, 400, "Invalid pin filter value")


def not_permitted() -> ApiError:
    return ApiError(403, 29, "You are not permitted to access that resource.")


def policy_violation() -> ApiError:
    """Refusal of the effect `refuse_policy`. Pinterest documents no body for it: the older errors of
    POST /pins put the HTTP number into `code`, and so does this one.
    """
    return ApiError(403, 403, "This Pin was not created because it goes against our Community Guidelines.")


def authentication_failed() -> ApiError:
    return ApiError(401, 2, "Authentication failed.")


def grant_invalid() -> ApiError:
    """A code or refresh token that is good no longer, or never was."""
    return ApiError(401, 283, "The authorization grant is invalid")


def scopes_insufficient(missing: list[str]) -> ApiError:
    """Without names it is the kind of token that does not suffice."""
    message = (
        "Your token does not have sufficient permissions to perform this operation. "
        "Please ensure your token is authorized with the correct set of scopes."
    )
    return ApiError(401, 3, f"{message} Missing: {missing}" if missing else message)


def trial_refused() -> ApiError:
    message = (
        "Apps with Trial access may not create Pins in production https://api.pinterest.com - "
        "use API Sandbox https://api-sandbox.pinterest.com instead."
    )
    return ApiError(403, 29, message)


def spam_blocked() -> ApiError:
    return ApiError(429, 9, "You've hit a block (Pins) we have in place to combat spam.")


def rate_limited() -> ApiError:
    message = (
        "This request exceeded a rate limit. This can happen if the client exceeds one of the published rate "
        "limits or if multiple write operations are applied to an object within a short time window."
    )
    return ApiError(429, 8, message)


def invalid_analytics(reason: str) -> ApiError:
    """Of the ads analytics and reports: what is wrong stands in the message alone."""
    return ApiError(400, 1, f"Invalid {reason}" if reason.startswith("'") else reason)


def ad_account_not_found() -> ApiError:
    return ApiError(404, 404, "Ad account not found.")


def ads_entity_not_found(kind: str) -> ApiError:
    return ApiError(404, 404, f"{kind} not found.")


def unknown_path() -> ApiError:
    return ApiError(404, 404, "API method not found.")


def unknown_method() -> ApiError:
    return ApiError(405, 405, "This method is not allowed here.")


def body_too_large() -> ApiError:
    return ApiError(413, 413, "The request body is too large.")
