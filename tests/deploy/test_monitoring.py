"""Dashboard and alerts ask for what is exported, by labels that it has, and for nothing else."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from contracts.intake import Backlog
from contracts.measures import AccountMeasures, QuotaUse, SourceMeasures
from contracts.names import AccountKey, SourceKey
from intake.metrics import METRICS, exposition
from starter.telemetry import WORKER_METRICS
from tests.docs.pages import ROOT, table, text_of

DEPLOY = Path(__file__).parents[2] / "deploy"
NAME = re.compile(r"\b(?:pinflow|temporal)_[a-z_]+\b")
SELECTED = re.compile(r"((?:pinflow|temporal)_[a-z_]+)\{([^}]*)\}")
LEGEND = re.compile(r"\{\{ *\$?(?:labels\.)?([a-z_]+) *\}\}")
LABELS_OF_EACH = {"job", "instance", "value"}


def exported() -> dict[str, set[str]]:
    """Every metric of the doors with its labels, as a scrape shows them."""
    use = QuotaUse(category="org_write", window_seconds=60, limit=100, used=1)
    account = AccountMeasures(
        account=AccountKey("shop"),
        pins={"live": 1},
        waiting={"slot": 1},
        reasons={"image_too_small": 1},
        access_expires_at=1.0,
        refresh_expires_at=2.0,
        quotas=(use,),
    )
    source = SourceMeasures(
        source=SourceKey("feed"),
        counts={"received": 1, "changes": 1, "decided:pin": 1},
        backlog=Backlog(deliveries=0, changes=0, decisions=0, oldest=None),
        polled_at=1.0,
    )
    text = exposition([source], 10.0, [account]).decode()
    families = text_string_to_metric_families(text)
    return {one.name: set(one.labels) for family in families for one in family.samples}


def known() -> dict[str, set[str]]:
    """Those of workers, too: `tests/workflows/test_telemetry.py` scrapes one and finds them."""
    return exported() | {name: set(labels) for name, (labels, _) in WORKER_METRICS.items()}


def dashboard_queries() -> Iterator[tuple[str, str]]:
    found = json.loads((DEPLOY / "grafana" / "pinflow.json").read_text())
    for panel in found["panels"]:
        for target in panel["targets"]:
            yield target["expr"], target["legendFormat"]
    for variable in found["templating"]["list"]:
        if variable["type"] == "query":
            yield variable["query"]["query"], ""


def rules() -> list[dict[str, Any]]:  # Any: YAML
    (group,) = yaml.safe_load((DEPLOY / "alerts.yml").read_text())["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


def all_queries() -> list[tuple[str, str]]:
    told = [(rule["expr"], " ".join(rule["annotations"].values())) for rule in rules()]
    return [*dashboard_queries(), *told]


def test_every_metric_is_exported_in_the_sample_above() -> None:
    assert set(exported()) == set(METRICS)


@pytest.mark.parametrize(("query", "words"), all_queries())
def test_what_is_asked_for_is_exported(query: str, words: str) -> None:
    metrics = known()
    named = set(NAME.findall(query))
    assert named <= set(metrics)
    for name, selector in SELECTED.findall(query):
        assert set(re.findall(r"([a-z_]+)=", selector)) <= metrics[name]
    labels = set[str]().union(*(metrics[name] for name in named)) | LABELS_OF_EACH
    assert set(LEGEND.findall(words)) <= labels


def test_the_dashboard_shows_every_metric() -> None:
    shown = {name for query, _ in dashboard_queries() for name in NAME.findall(query)}
    assert shown == set(METRICS) | set(WORKER_METRICS)


def test_the_page_tells_of_every_metric_of_workers() -> None:
    rows = table(
        text_of(ROOT / "docs" / "production.md").partition("### Metrics of workers")[2].partition("###")[0]
    )
    told = {name: set(re.findall(r"`([a-z_]+)`", words.partition(":")[0])) for name, words in rows}
    wanted = {name.removesuffix("_bucket"): labels - {"le"} for name, (labels, _) in WORKER_METRICS.items()}
    assert set(told) == {f"`{name}`" for name in wanted}
    assert all(labels <= told[f"`{name}`"] for name, labels in wanted.items())


def test_workers_tell_where_prometheus_looks() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    jobs = yaml.safe_load((DEPLOY / "prometheus.yml").read_text())["scrape_configs"]
    (place,) = next(job for job in jobs if job["job_name"] == "pinflow-worker")["dns_sd_configs"]
    address = compose["services"]["worker"]["environment"]["PINFLOW_METRICS_ADDRESS"]
    assert address.rpartition(":")[2] == str(place["port"])
    assert set(place["names"]) <= set(compose["services"])


def test_no_two_panels_lie_on_one_another() -> None:
    panels = json.loads((DEPLOY / "grafana" / "pinflow.json").read_text())["panels"]
    cells = [
        (panel["gridPos"]["x"] + dx, panel["gridPos"]["y"] + dy)
        for panel in panels
        for dx in range(panel["gridPos"]["w"])
        for dy in range(panel["gridPos"]["h"])
    ]
    assert len(cells) == len(set(cells))


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: str(rule["alert"]))
def test_every_alert_says_what_to_do(rule: dict[str, Any]) -> None:  # Any: YAML
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert rule["annotations"]["summary"]
    assert rule["annotations"]["description"]
