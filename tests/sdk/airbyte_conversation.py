# mypy: ignore-errors
"""An advertiser's conversation in the words of `airbyte-source-pinterest`. Runs in that package's own environment,
which is not ours: no import of this file can be checked here. Order on stdin, findings on stdout, as JSON.

The connector's address is written into it, so its requests are led here on their way; nothing else is changed.
"""

import json
import logging
import os
import sys
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import requests
from airbyte_cdk.models import ConfiguredAirbyteCatalogSerializer, Level, Type
from source_pinterest import SourcePinterest

PINTEREST = "https://api.pinterest.com/v5"
HERE = ("127.0.0.1", "localhost")


def main() -> None:
    order = json.load(sys.stdin)
    lead_home(order["host"])
    findings = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # on stdout the connector tells its platform of refreshed tokens, and logs
    with findings:
        json.dump(conversation(config_of(order), order["streams"]), findings)


def lead_home(host: str) -> None:
    """Whatever goes anywhere else is a mistake of this test, and goes nowhere."""
    send = requests.Session.send

    def led(session: requests.Session, request: requests.PreparedRequest, **options: object) -> requests.Response:
        request.url = request.url.replace(PINTEREST, host, 1)
        if urlsplit(request.url).hostname not in HERE:
            raise ConnectionError(request.url)
        return send(session, request, **options)

    requests.Session.send = led


def config_of(order: dict) -> dict:
    names = {"client_id": "app_id", "client_secret": "secret", "refresh_token": "refresh_token"}
    credentials = {"auth_method": "oauth2.0", **{name: order[key] for name, key in names.items()}}
    return {"start_date": order["first"], "status": ["ACTIVE", "PAUSED", "ARCHIVED"], "credentials": credentials}


def conversation(config: dict, streams: list) -> dict:
    log = logging.getLogger("airbyte")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "config.json"
        path.write_text(json.dumps(config))
        config = SourcePinterest.read_config(str(path))
    source = SourcePinterest(catalog=None, config=config, state=None)
    offered = {stream.name: stream for stream in source.discover(log, config).streams}
    catalog = ConfiguredAirbyteCatalogSerializer.load({"streams": [configured(offered[name]) for name in streams]})
    source = SourcePinterest(catalog=catalog, config=config, state=None)
    return read(source.read(log, config, catalog, None))


def configured(stream: object) -> dict:
    return {
        "stream": {
            "name": stream.name,
            "json_schema": stream.json_schema,
            "supported_sync_modes": ["full_refresh"],
        },
        "sync_mode": "full_refresh",
        "destination_sync_mode": "overwrite",
    }


def read(messages: object) -> dict:
    """Records by stream, and every complaint."""
    records, complaints = defaultdict(list), []
    try:
        for message in messages:
            if message.type is Type.RECORD:
                records[message.record.stream].append(message.record.data)
            elif message.type is Type.LOG and message.log.level in {Level.WARN, Level.ERROR, Level.FATAL}:
                complaints.append(message.log.message)
            elif message.type is Type.TRACE and message.trace.error is not None:
                complaints.append(message.trace.error.message)
    except Exception as error:  # noqa: BLE001  the connector ends so when a stream failed
        complaints.append(repr(error))
    return {"records": records, "complaints": complaints}


if __name__ == "__main__":
    main()
