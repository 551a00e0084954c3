"""What a token must be good for: the scopes of each operation, as the specification's `security` has them.

Reading secret boards, and what hangs on them, takes the secret scopes besides; boards.py sees to that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

ALL = frozenset(
    {
        "ads:read",
        "ads:write",
        "billing:read",
        "billing:write",
        "biz_access:read",
        "biz_access:write",
        "boards:read",
        "boards:read_secret",
        "boards:write",
        "boards:write_secret",
        "catalogs:read",
        "catalogs:write",
        "msot:write",
        "pins:read",
        "pins:read_secret",
        "pins:write",
        "pins:write_secret",
        "user_accounts:read",
        "user_accounts:write",
    }
)


@dataclass(frozen=True)
class Needed:
    """`for_clients`: whether a token from client credentials will do."""

    scopes: tuple[str, ...]
    for_clients: bool = True


_READ_BOARDS = ("boards:read",)
_WRITE_BOARDS = ("boards:read", "boards:write")
_READ_PINS = ("boards:read", "pins:read")
_WRITE_PINS = ("boards:read", "boards:write", "pins:read", "pins:write")
_TOP_PINS = ("pins:read", "user_accounts:read")
_ADS = ("ads:read",)
_METRICS = ("ads:read", "pins:read", "user_accounts:read")

NEEDED = {
    "GET /v5/user_account": Needed(("user_accounts:read",)),
    "POST /v5/boards": Needed(_WRITE_BOARDS),
    "GET /v5/boards": Needed(_READ_BOARDS),
    "GET /v5/boards/{board_id}": Needed(_READ_BOARDS),
    "PATCH /v5/boards/{board_id}": Needed(_WRITE_BOARDS),
    "DELETE /v5/boards/{board_id}": Needed(_WRITE_BOARDS, for_clients=False),
    "GET /v5/boards/{board_id}/pins": Needed(_READ_PINS),
    "GET /v5/boards/{board_id}/sections": Needed(_READ_BOARDS),
    "POST /v5/boards/{board_id}/sections": Needed(_WRITE_BOARDS, for_clients=False),
    "PATCH /v5/boards/{board_id}/sections/{section_id}": Needed(_WRITE_BOARDS, for_clients=False),
    "DELETE /v5/boards/{board_id}/sections/{section_id}": Needed(_WRITE_BOARDS, for_clients=False),
    "GET /v5/boards/{board_id}/sections/{section_id}/pins": Needed(_READ_PINS),
    "POST /v5/pins": Needed(_WRITE_PINS),
    "GET /v5/pins": Needed(_READ_PINS),
    "GET /v5/pins/{pin_id}": Needed(_READ_PINS),
    "GET /v5/pins/analytics": Needed(_READ_PINS),
    "GET /v5/pins/{pin_id}/analytics": Needed(_READ_PINS),
    "GET /v5/user_account/analytics": Needed(("user_accounts:read",), for_clients=False),
    "GET /v5/user_account/analytics/top_pins": Needed(_TOP_PINS),
    "GET /v5/user_account/analytics/top_video_pins": Needed(_TOP_PINS),
    "PATCH /v5/pins/{pin_id}": Needed(_WRITE_PINS),
    "DELETE /v5/pins/{pin_id}": Needed(_WRITE_PINS),
    "POST /v5/pins/{pin_id}/save": Needed(_WRITE_PINS, for_clients=False),
    "POST /v5/media": Needed(("pins:read", "pins:write"), for_clients=False),
    "GET /v5/media": Needed(("pins:read",), for_clients=False),
    "GET /v5/media/{media_id}": Needed(("pins:read",), for_clients=False),
    "GET /v5/ad_accounts": Needed(_ADS),
    "GET /v5/ad_accounts/{ad_account_id}": Needed(_ADS),
    "GET /v5/ad_accounts/{ad_account_id}/campaigns": Needed(_ADS),
    "GET /v5/ad_accounts/{ad_account_id}/ad_groups": Needed(_ADS),
    "GET /v5/ad_accounts/{ad_account_id}/ads": Needed(_ADS),
    "GET /v5/ad_accounts/{ad_account_id}/keywords": Needed(_ADS),
    "GET /v5/ad_accounts/{ad_account_id}/product_group_promotions": Needed(_ADS, for_clients=False),
    "GET /v5/ad_accounts/{ad_account_id}/analytics": Needed(_ADS),
    "GET /v5/ad_accounts/{ad_account_id}/campaigns/analytics": Needed(_ADS),
    "GET /v5/ad_accounts/{ad_account_id}/ad_groups/analytics": Needed(_ADS),
    "GET /v5/ad_accounts/{ad_account_id}/ads/analytics": Needed(_ADS),
    "GET /v5/ad_accounts/{ad_account_id}/pins/analytics": Needed(_ADS),
    "GET /v5/ad_accounts/{ad_account_id}/product_groups/analytics": Needed(_ADS),
    "GET /v5/ad_accounts/{ad_account_id}/targeting_analytics": Needed(_ADS),
    "GET /v5/ad_accounts/{ad_account_id}/campaigns/targeting_analytics": Needed(_ADS),
    "GET /v5/ad_accounts/{ad_account_id}/ad_groups/targeting_analytics": Needed(_ADS),
    "GET /v5/ad_accounts/{ad_account_id}/ads/targeting_analytics": Needed(_ADS),
    "GET /v5/ad_accounts/{ad_account_id}/campaigns/{campaign_id}": Needed(_ADS),
    "GET /v5/ad_accounts/{ad_account_id}/ad_groups/{ad_group_id}": Needed(_ADS),
    "GET /v5/ad_accounts/{ad_account_id}/ads/{ad_id}": Needed(_ADS),
    "POST /v5/ad_accounts/{ad_account_id}/reports": Needed(_ADS, for_clients=False),
    "GET /v5/ad_accounts/{ad_account_id}/reports": Needed(_ADS, for_clients=False),
    "GET /v5/resources/delivery_metrics": Needed(_METRICS),
    "GET /v5/resources/metrics_ready_state": Needed(_ADS, for_clients=False),
}


def split(text: str) -> tuple[str, ...]:
    """The scopes of a request, each once: commas, as Pinterest's pages have them, or blanks, as OAuth has."""
    return tuple(dict.fromkeys(re.findall(r"[^\s,]+", text)))


def unknown(scopes: tuple[str, ...]) -> list[str]:
    return [scope for scope in scopes if scope not in ALL]
