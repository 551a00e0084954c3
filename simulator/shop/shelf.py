"""What the shop drew lately, so that a picture that is asked for often is drawn once."""

from __future__ import annotations

from collections import OrderedDict

from simulator.shop.offer import Offered

BYTES_MAX = 64 * 1024 * 1024


class Shelf:
    """The latest answers by path, at most 64 MB of them."""

    def __init__(self) -> None:
        self._answers: OrderedDict[str, Offered] = OrderedDict()
        self._bytes = 0

    def get(self, path: str) -> Offered | None:
        found = self._answers.get(path)
        if found is not None:
            self._answers.move_to_end(path)
        return found

    def put(self, path: str, offered: Offered) -> None:
        before = self._answers.pop(path, None)
        self._answers[path] = offered
        self._bytes += len(offered.body) - (len(before.body) if before else 0)
        while self._bytes > BYTES_MAX:
            _, dropped = self._answers.popitem(last=False)
            self._bytes -= len(dropped.body)
