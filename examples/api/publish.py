"""A pin by PinBridge's own client: made once, however often this runs, and looked at until it is published.

Before it: `pip install pinbridge-sdk`, `pinflow up`, and a key in PINFLOW_KEY (`pinflow keys create`).
"""

import os
import time

from pinbridge_sdk import PinbridgeClient

LOOKS_MAX = 60
LOOK_SECONDS = 2.0


def main() -> None:
    """Print what becomes of the pin."""
    base = os.environ.get("PINFLOW_URL", "http://127.0.0.1:8100")
    with PinbridgeClient(base_url=base, api_key=os.environ["PINFLOW_KEY"]) as client:
        # `board_name` is an addition of Pinflow's, which opens the board if it must; `board_id` works as well.
        pin = client.pins.create(
            {
                "account_id": "demo",
                "board_name": "Mugs",
                "title": "Blue mug",
                "link_url": "https://shop.example.com/products/blue-mug",
                "image_url": "https://shop.example.com/images/blue-mug.jpg",
                "idempotency_key": "blue-mug-2026",
            }
        )
        for _ in range(LOOKS_MAX):
            if pin.status.value in {"published", "failed"}:
                break
            time.sleep(LOOK_SECONDS)
            pin = client.pins.get(pin.id)
        print(pin.status.value, pin.pinterest_pin_id, pin.error_message)


if __name__ == "__main__":
    main()
