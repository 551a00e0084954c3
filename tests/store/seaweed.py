"""A real S3-compatible store on this machine, which checks signatures: SeaweedFS, from its wheel."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from pydantic import SecretStr

from store.object_assets import ObjectAssets, ObjectPlace
from tests.free_ports import free_ports

WEED = Path(sys.prefix) / "bin" / "weed"
PARTS = ("master", "volume", "filer", "s3")
BUCKET = "pictures"
ACCESS_KEY = "AKIDPINFLOW"
LANDLORD = "AKIDLANDLORD"
SECRET_KEY = "s3cr3t/of+the/store"
START_SECONDS_MAX = 120.0
LOOK_SECONDS = 0.1


@dataclass(frozen=True)
class ObjectStore:
    """The running store. Everyone may read what is in its bucket; only the owner of the keys may write."""

    url: str

    def place(
        self, prefix: str, *, bucket: str = BUCKET, access_key: str = ACCESS_KEY, secret_key: str = SECRET_KEY
    ) -> ObjectPlace:
        return ObjectPlace(
            url=f"s3://{bucket}/{prefix}",
            endpoint=self.url,
            region="us-east-1",
            access_key=SecretStr(access_key),
            secret_key=SecretStr(secret_key),
        )

    def public(self, prefix: str) -> str:
        return f"{self.url}/{BUCKET}/{prefix}"


@contextmanager
def object_store(folder: Path) -> Iterator[ObjectStore]:
    """Run the store with its data in `folder`, on ports of its own, and end it by its pid."""
    free = free_ports(2 * len(PARTS))
    ports, grpc = (dict(zip(PARTS, some, strict=True)) for some in (free[: len(PARTS)], free[len(PARTS) :]))
    (folder / "s3.json").write_text(json.dumps(_identities()))
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [WEED, "-logtostderr=true", "server", *_options(folder, ports, grpc)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
        )
    store = ObjectStore(f"http://127.0.0.1:{ports['s3']}")
    try:
        _wait_until_ready(store, process)
        asyncio.run(_make_bucket(store, folder))
        yield store
    finally:
        process.kill()  # asked kindly, it takes its time to hand over what nobody wants any more
        process.wait()


async def _make_bucket(store: ObjectStore, folder: Path) -> None:
    """The first object of somebody who may do anything makes its bucket."""
    await ObjectAssets.at(store.place("first", access_key=LANDLORD), scratch=folder).keep(b"the first")


def _options(folder: Path, ports: dict[str, int], grpc: dict[str, int]) -> list[str]:
    return [
        f"-dir={folder}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        "-master.telemetry=false",
        "-master.volumeSizeLimitMB=64",
        "-volume.max=4",
        "-filer=true",
        "-s3=true",
        f"-s3.config={folder / 's3.json'}",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        *(f"-{name}.port={port}" for name, port in ports.items()),
        *(f"-{name}.port.grpc={port}" for name, port in grpc.items()),
    ]


def _identities() -> dict[str, object]:
    ours = [f"{action}:{BUCKET}" for action in ("Read", "Write", "List")]
    return {
        "identities": [
            _identity("pinflow", ACCESS_KEY, ours),
            _identity("landlord", LANDLORD, ["Admin", "Read", "Write", "List"]),
            {"name": "anonymous", "actions": [f"Read:{BUCKET}"]},
        ]
    }


def _identity(name: str, access_key: str, actions: list[str]) -> dict[str, object]:
    return {"name": name, "credentials": [{"accessKey": access_key, "secretKey": SECRET_KEY}], "actions": actions}


def _wait_until_ready(store: ObjectStore, process: "subprocess.Popen[bytes]") -> None:
    """The store answers; its volumes are there by then."""
    until = time.monotonic() + START_SECONDS_MAX
    with httpx.Client(trust_env=False) as http:
        while time.monotonic() < until:
            assert process.poll() is None, "the store ended by itself"
            try:
                if http.get(f"{store.url}/healthz").is_success:
                    return
            except httpx.TransportError:
                pass
            time.sleep(LOOK_SECONDS)
    raise AssertionError("the store did not start")
