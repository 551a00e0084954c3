# mypy: ignore-errors
"""The conversation in the words of `pinterestsdk`. Runs in that package's own environment, which is not ours:
no import of this file can be checked here. Order on stdin, findings on stdout, as JSON.
"""

import json
import sys

from pinterestsdk import (
    ApiClient,
    ApiException,
    BoardCreate,
    BoardsApi,
    Configuration,
    OauthAccessToken,
    OauthApi,
    PinCreate,
    PinMediaSource,
    PinsApi,
)


def main() -> None:
    order = json.load(sys.stdin)
    first = refreshed(order, order["refresh_token"])
    client = ApiClient(Configuration(host=order["host"], access_token=first.access_token))
    found = conversation(client, order)
    told = {"new_refresh_token": first.refresh_token, "refresh": refusal_of_refresh(order)}
    json.dump({**found, **told}, sys.stdout)


def refreshed(order: dict, token: str) -> OauthAccessToken:
    configuration = Configuration(host=order["host"], username=order["app_id"], password=order["secret"])
    return OauthApi(ApiClient(configuration)).oauth_token(grant_type="refresh_token", refresh_token=token)


def conversation(client: ApiClient, order: dict) -> dict:
    boards, pins = BoardsApi(client), PinsApi(client)
    board = boards.boards_create(BoardCreate(name="Mugs", description="For coffee")).id
    made = [
        pins.pins_create(
            PinCreate(board_id=board, title=source["source_type"], media_source=PinMediaSource.from_dict(source))
        ).id
        for source in order["sources"]
    ]
    read = pins.pins_get(made[0])
    return {
        "board": board,
        "pins": made,
        "read": [read.id, read.title, read.board_id],
        "images": sorted(json.loads(read.to_json())["media"]["images"]),
        "boards_listed": [item.id for item in boards.boards_list().items],
        "pins_listed": [item.id for item in boards.boards_list_pins(board).items],
    }


def refusal_of_refresh(order: dict) -> list | None:
    """With the token that was spent."""
    try:
        refreshed(order, order["refresh_token"])
    except ApiException as error:
        return [error.status, json.loads(error.body)["code"]]
    return None


if __name__ == "__main__":
    main()
