"""How the storage behind `upload_url` refuses: in XML, with codes of its own, for it is not Pinterest's API."""

from __future__ import annotations

from xml.sax.saxutils import escape

CONTENT_TYPE = "application/xml"


class StorageError(Exception):
    """A refused upload, with its HTTP status and the storage's word for it."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self._code = code

    def as_xml(self) -> bytes:
        told = f"<Code>{self._code}</Code><Message>{escape(str(self))}</Message>"
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{told}</Error>'.encode()


def method_not_allowed() -> StorageError:
    return StorageError(405, "MethodNotAllowed", "Only POST is served here.")


def two_credentials() -> StorageError:
    return StorageError(400, "InvalidArgument", "The form has its own signature: send no Authorization header.")


def length_missing() -> StorageError:
    return StorageError(411, "MissingContentLength", "Say the length of the body: chunked bodies are not taken.")


def too_large() -> StorageError:
    return StorageError(400, "EntityTooLarge", "The file is larger than the policy allows.")


def not_a_form() -> StorageError:
    return StorageError(412, "PreconditionFailed", "The body must be multipart/form-data.")


def malformed() -> StorageError:
    return StorageError(400, "MalformedPOSTRequest", "The body is not well-formed multipart/form-data.")


def fields_too_large() -> StorageError:
    return StorageError(400, "MaxPostPreDataLengthExceeded", "There is too much before the file.")


def file_missing() -> StorageError:
    return StorageError(400, "InvalidArgument", "The form must have one field called file, and it comes last.")


def access_denied(why: str) -> StorageError:
    return StorageError(403, "AccessDenied", f"Refused by the policy: {why}.")


def expired() -> StorageError:
    return access_denied("it has expired")
