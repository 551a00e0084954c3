"""Two pins at once on one board are one too many, and a board with a pin in the making cannot be changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from simulator.answers import ApiError, rate_limited
from simulator.world import World


@contextmanager
def sole_writer(world: World, board_id: str) -> Iterator[None]:
    """Raises ApiError 429/8, which quotas have too, while another pin is being made on the board."""
    if not world.state.limits.contention:
        yield
        return
    if board_id in world.boards_in_use:
        raise rate_limited()
    world.boards_in_use.add(board_id)
    try:
        yield
    finally:
        world.boards_in_use.discard(board_id)


def check_exclusive(world: World, board_id: str, refusal: ApiError) -> None:
    """Raises the refusal, a 409, while a pin is being made on the board."""
    if world.state.limits.contention and board_id in world.boards_in_use:
        raise refusal
