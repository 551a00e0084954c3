"""The names that more than one room must spell alike: ids, queues."""

import hashlib
import re
from enum import StrEnum
from typing import NewType

AccountKey = NewType("AccountKey", str)
"""Our name of a Pinterest account (`demo`); stands for its token wherever a token would be wrong."""

PinKey = NewType("PinKey", str)
"""The identity of an intent: one key, one pin, for ever. 32 hexadecimal digits when derived."""

LaunchId = NewType("LaunchId", str)
"""One run of `pinflow launch`, such as `20261121-221530-spring-7f3a`."""


SourceKey = NewType("SourceKey", str)
"""Our name of a catalog that tells of changes, or is asked for them (`spring-shop`)."""


class Queue(StrEnum):
    """Temporal task queues."""

    PINS = "pins"
    """Workflows, and the local activities they run."""
    WORK = "work"
    """Pictures, confirmations, admission."""
    PUBLISH = "publish"
    """The one mutation at Pinterest; apart, so that nothing eager or busy goes around its limits."""


class WorkflowName(StrEnum):
    """Workflow types, for those who may start a workflow without importing it."""

    PRODUCT_PIN = "ProductPinWorkflow"
    LAUNCH = "LaunchWorkflow"
    ACCOUNT = "AccountWorkflow"
    PATROL = "PatrolWorkflow"
    REMOVAL = "RemovalWorkflow"
    PRODUCT_CHANGE = "ProductChangeWorkflow"
    CATALOG_WATCH = "CatalogWatchWorkflow"
    DELIVERY = "DeliveryWorkflow"
    ADS_SYNC = "AdsSyncWorkflow"
    ADS_BACKFILL = "AdsBackfillWorkflow"
    RESULTS = "ResultsWorkflow"


STAGE_METRIC = "pinflow_pin_stage_seconds"
"""How long a pin was in a stage: a histogram that workers tell."""


PLAIN_ID = re.compile(r"[A-Za-z0-9._-]{1,80}")
"""What may stand in a workflow's id as it is."""
ID_WORD_MAX = 40


def pin_workflow_id(account: AccountKey, key: PinKey) -> str:
    """`pin/<account>/<key>`: the same intent is the same workflow, whoever starts it."""
    return f"pin/{account}/{key}"


def launch_workflow_id(launch: LaunchId) -> str:
    """`launch/<id>`."""
    return f"launch/{launch}"


def account_workflow_id(account: AccountKey) -> str:
    """`account/<account>`: one for each Pinterest account, for ever."""
    return f"account/{account}"


def patrol_workflow_id(account: AccountKey) -> str:
    """`patrol/<account>`: also the schedule's; Temporal adds the time to the rounds that the schedule starts."""
    return f"patrol/{account}"


def removal_workflow_id(account: AccountKey) -> str:
    """`removal/<account>`: duplicates of an account are removed by one at a time."""
    return f"removal/{account}"


def change_workflow_id(source: SourceKey, product_key: str) -> str:
    """`change/<source>/<product>`: the events of a product are gathered by one at a time.

    A merchant's key may be any text: one that is not plain is told by its digest, after what is plain of it.
    """
    return f"change/{_id_part(source)}/{_id_part(product_key)}"


def delivery_workflow_id(event: str, endpoint: str, replay: str = "") -> str:
    """`delivery/<event>/<endpoint>`: an endpoint is told of an event by one at a time; told again, by another."""
    return f"delivery/{event}/{endpoint}" + (f"/{replay}" if replay else "")


def ads_sync_id(source: str) -> str:
    """`ads-sync/<source>`: also the schedule's; Temporal adds the time to the runs that the schedule starts."""
    return f"ads-sync/{source}"


def ads_backfill_id(source: str) -> str:
    """`ads-backfill/<source>`: one at a time."""
    return f"ads-backfill/{source}"


def results_id(account: AccountKey) -> str:
    """`results/<account>`: the numbers of an account's pins are read by one at a time."""
    return f"results/{account}"


def _id_part(text: str) -> str:
    if PLAIN_ID.fullmatch(text):
        return text
    words = re.sub(r"[^A-Za-z0-9._-]+", "-", text)[:ID_WORD_MAX]
    # No plain text has a tilde: the two forms never meet.
    return f"{words}~{hashlib.sha256(text.encode()).hexdigest()[:32]}"
