# mypy: ignore-errors
"""The conversation in the words of `pinterest-api-sdk`. Runs in that package's own environment, which is not
ours: no import of this file can be checked here. Order on stdin, findings on stdout, as JSON.
"""

import json
import os
import sys

order = json.load(sys.stdin)
os.environ["PINTEREST_API_URI"] = order["host"]  # before the import: the package reads it then

from pinterest.client import PinterestSDKClient  # noqa: E402  see above
from pinterest.organic.boards import Board  # noqa: E402
from pinterest.organic.pins import Pin  # noqa: E402
from pinterest.utils.sdk_exceptions import SdkException  # noqa: E402


def main() -> None:
    client = refreshed()
    found = conversation(client)
    # The package throws the new refresh token away, so there is nothing to go on with.
    json.dump({**found, "new_refresh_token": None, "refresh": refusal_of_refresh()}, sys.stdout)


def refreshed() -> PinterestSDKClient:
    return PinterestSDKClient.create_client_with_refresh_token(
        refresh_token=order["refresh_token"], app_id=order["app_id"], app_secret=order["secret"]
    )


def conversation(client: PinterestSDKClient) -> dict:
    board = Board.create(name="Mugs", description="For coffee", client=client)
    made = [
        Pin.create(board_id=board.id, title=source["source_type"], media_source=source, client=client).id
        for source in order["sources"]
    ]
    read = Pin(pin_id=made[0], client=client)
    return {
        "board": board.id,
        "pins": made,
        "read": [read.id, read.title, read.board_id],
        "images": sorted(read.media["images"]),
        "boards_listed": [item.id for item in Board.get_all(client=client)[0]],
        "pins_listed": [item.id for item in board.list_pins()[0]],
    }


def refusal_of_refresh() -> list | None:
    """With the token that was spent."""
    try:
        refreshed()
    except SdkException as error:
        return [error.status, None]
    return None


if __name__ == "__main__":
    main()
