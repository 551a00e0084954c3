"""The way to Temporal."""

from collections.abc import AsyncIterator

import pytest
from pydantic import BaseModel
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from config import Settings, load_settings
from connection import (
    RETENTION,
    TemporalAway,
    _registered,
    connect,
    mark_embedded,
    marked_home,
    register_search_attributes,
)
from contracts.search_attributes import SEARCH_ATTRIBUTES
from starter.programs import temporal_binary

NOWHERE = "127.0.0.1:1"


def settings_at(address: str) -> Settings:
    return load_settings().pointed_at(temporal_address=address, pinterest_url="http://127.0.0.1:8099/v5")


async def test_a_server_that_is_not_there_is_told_with_its_address() -> None:
    with pytest.raises(TemporalAway, match="PINFLOW_TEMPORAL_ADDRESS") as caught:
        await connect(settings_at(NOWHERE), wait_seconds_max=0.3)

    assert caught.value.address == NOWHERE
    assert NOWHERE in str(caught.value)
    assert caught.value.exit_code == 4


async def test_without_an_address_the_person_is_sent_to_up() -> None:
    with pytest.raises(TemporalAway, match="pinflow up"):
        await connect(load_settings())


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    server = await WorkflowEnvironment.start_local(dev_server_existing_path=str(temporal_binary()))
    async with server:
        yield await connect(settings_at(server.client.service_client.config.target_host))


@pytest.mark.journey
async def test_search_attributes_are_registered_once(client: Client) -> None:
    await register_search_attributes(client, "default")
    await register_search_attributes(client, "default")

    assert {key.name for key in SEARCH_ATTRIBUTES} <= await _registered(client, "default")


@pytest.mark.journey
async def test_a_marked_server_tells_whose_it_is_and_remembers_for_a_month(client: Client) -> None:
    assert await marked_home(client, "default") is None

    await mark_embedded(client, "default", "a1b2")

    assert await marked_home(client, "default") == "a1b2"
    answer = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace="default"))
    assert answer.config.workflow_execution_retention_ttl.ToTimedelta() == RETENTION


@pytest.mark.journey
async def test_payloads_are_our_contracts(client: Client) -> None:
    class Parcel(BaseModel):
        """Plain JSON of the SDK cannot carry a pydantic model."""

        label: str

    payloads = await client.data_converter.encode([Parcel(label="spring")])

    assert await client.data_converter.decode(payloads, [Parcel]) == [Parcel(label="spring")]
