"""Small copies of the newest pins' pictures, so that a person can look at what was published."""

from __future__ import annotations

from collections import deque
from pathlib import Path

KEPT = 500


class Thumbnails:
    """The newest 500 by name (a pin's id, or its slide's name): in `folder` where there is one, else in memory."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._memory: dict[str, bytes] = {}
        self._order: deque[str] = deque()
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            files = sorted(folder.glob("*.jpg"), key=lambda file: file.stat().st_mtime_ns)
            self._order.extend(file.stem for file in files)

    def keep(self, pin_id: str, thumbnail: bytes) -> None:
        if self._folder is None:
            self._memory[pin_id] = thumbnail
        else:
            self._file(self._folder, pin_id).write_bytes(thumbnail)
        self._order.append(pin_id)
        while len(self._order) > KEPT:
            self._drop(self._order.popleft())

    def get(self, pin_id: str) -> bytes | None:
        if self._folder is None:
            return self._memory.get(pin_id)
        file = self._file(self._folder, pin_id)
        return file.read_bytes() if file.exists() else None

    def clear(self) -> None:
        while self._order:
            self._drop(self._order.popleft())

    def _drop(self, pin_id: str) -> None:
        self._memory.pop(pin_id, None)
        if self._folder is not None:
            self._file(self._folder, pin_id).unlink(missing_ok=True)

    def _file(self, folder: Path, pin_id: str) -> Path:
        return folder / f"{pin_id}.jpg"
