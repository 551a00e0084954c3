"""What our runner leaves out of Temporal's sandbox may be left out."""

from connection import CONVERTER
from tests.workflows.world import World


def test_nothing_of_ours_asks_in_which_context_a_payload_stands() -> None:
    """Codecs and external storage do; with one of them `ContextFreeRunner` would keep the answer from it."""
    assert CONVERTER.payload_codec is None
    assert CONVERTER.external_storage is None


async def test_workers_in_tests_read_payloads_as_ours_does(world: World) -> None:
    assert world.client.data_converter is CONVERTER
