#!/bin/sh
# A pin by curl: made once, however often this runs, and looked at until it is published.
# Before it: pinflow up, and a key in PINFLOW_KEY (pinflow keys create).
set -eu

base=${PINFLOW_URL:-http://127.0.0.1:8100}
key="X-API-Key: ${PINFLOW_KEY:?make one with: pinflow keys create}"
json="Content-Type: application/json"

curl -sS --fail-with-body "$base/v1/pins" -H "$key" -H "$json" -d '{
  "account_id": "demo",
  "board_name": "Mugs",
  "title": "Blue mug",
  "description": "Holds tea.",
  "link_url": "https://shop.example.com/products/blue-mug",
  "image_url": "https://shop.example.com/images/blue-mug.jpg",
  "idempotency_key": "blue-mug-by-curl"
}'
echo

curl -sS --fail-with-body "$base/v1/pins?limit=5" -H "$key"
echo
