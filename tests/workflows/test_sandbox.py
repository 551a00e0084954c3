"""What our runner leaves out of Temporal's sandbox may be left out."""

from temporalio.contrib.pydantic import pydantic_data_converter


def test_nothing_of_ours_asks_in_which_context_a_payload_stands() -> None:
    """Codecs and external storage do; with one of them `ContextFreeRunner` would keep the answer from it."""
    assert pydantic_data_converter.payload_codec is None
    assert pydantic_data_converter.external_storage is None
