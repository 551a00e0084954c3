# mypy: ignore-errors
"""The conversation in the words of `pinterest-generated-client`. Runs in that package's own environment,
which is not ours: no import of this file can be checked here. Order on stdin, findings on stdout, as JSON.
"""

import json
import sys

from openapi_generated.pinterest_client.api.boards_api import BoardsApi
from openapi_generated.pinterest_client.api.oauth_api import OauthApi
from openapi_generated.pinterest_client.api.pins_api import PinsApi
from openapi_generated.pinterest_client.api_client import ApiClient
from openapi_generated.pinterest_client.configuration import Configuration
from openapi_generated.pinterest_client.exceptions import ApiException
from openapi_generated.pinterest_client.model.board import Board
from openapi_generated.pinterest_client.model.pin_create import PinCreate


def main() -> None:
    order = json.load(sys.stdin)
    client = ApiClient(Configuration(host=order["host"], access_token=order["access_token"]))
    json.dump({**conversation(client, order), "refresh": refusal_of_refresh(order)}, sys.stdout)


def refusal_of_refresh(order: dict) -> list | None:
    """Its oauth_token sends no field but grant_type, so all it can get is the answer to half a request."""
    configuration = Configuration(host=order["host"], username=order["app_id"], password=order["secret"])
    try:
        OauthApi(ApiClient(configuration)).oauth_token(grant_type="refresh_token")
    except ApiException as error:
        return [error.status, json.loads(error.body)["code"]]
    return None


def conversation(client: ApiClient, order: dict) -> dict:
    boards, pins = BoardsApi(client), PinsApi(client)
    board = boards.boards_create(Board(name="Mugs", description="For coffee")).id
    made = [
        pins.pins_create(PinCreate(board_id=board, title=source["source_type"], media_source=source)).id
        for source in order["sources"]
    ]
    read = pins.pins_get(made[0])
    return {
        "board": board,
        "pins": made,
        "read": [read.id, read.title, read.board_id],
        "images": sorted(read.media["images"]),
        "boards_listed": [item["id"] for item in boards.boards_list()["items"]],
        "pins_listed": [item["id"] for item in boards.boards_list_pins(board)["items"]],
    }


if __name__ == "__main__":
    main()
