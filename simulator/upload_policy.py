"""The form that belongs to an upload: what must be sent along with the file, and until when.

It looks like the form of a signed upload to object storage. Nothing is signed, for nothing here needs
guarding: the values follow from the upload, and whoever sends others is refused.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from simulator.archive import Archive
from simulator.storage_errors import StorageError, access_denied, expired
from simulator.things import Upload

POLICY_SECONDS = 3_600.0
SIZE_MAX = 2 * 1024**3  # bytes of a video


def upload_parameters(upload: Upload) -> dict[str, str]:
    """All of MediaUploadParameters in the specification."""
    moment = datetime.fromtimestamp(int(upload.registered), UTC).strftime("%Y%m%dT%H%M%SZ")
    proof = hashlib.sha256(f"{upload.id}/{upload.registered}".encode()).hexdigest()
    return {
        "x-amz-date": moment,
        "x-amz-signature": proof,
        "x-amz-security-token": base64.b64encode(bytes.fromhex(proof)).decode(),
        "x-amz-algorithm": "AWS4-HMAC-SHA256",
        "key": f"uploads/{proof[:2]}/{proof[2:4]}/3:video:{upload.id}",
        "policy": _policy(upload),
        "x-amz-credential": f"SIMULATED/{moment[:8]}/us-east-1/s3/aws4_request",
        "Content-Type": "multipart/form-data",
    }


def upload_of(archive: Archive, sent: Mapping[str, str], now: float) -> Upload:
    """The upload whose form was sent. Raises StorageError 403 unless that is complete, unchanged, without
    additions and in time.
    """
    upload = archive.uploads.get(sent.get("key", "").rpartition(":")[2])
    if upload is None:
        raise access_denied("the key belongs to no upload")
    _compare(upload_parameters(upload), sent)
    if now >= upload.expires:
        raise expired()
    return upload


def _compare(wanted: Mapping[str, str], sent: Mapping[str, str]) -> None:
    for name in {**wanted, **sent}:
        if wanted.get(name) != sent.get(name):
            raise _differs(name, is_known=name in wanted)


def _differs(name: str, *, is_known: bool) -> StorageError:
    why = f"the field {name} is missing or changed" if is_known else f"the field {name} is not part of the form"
    return access_denied(why)


def _policy(upload: Upload) -> str:
    until = datetime.fromtimestamp(upload.expires, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    policy = {"expiration": until, "conditions": [["content-length-range", 0, SIZE_MAX]]}
    return base64.b64encode(json.dumps(policy).encode()).decode()
