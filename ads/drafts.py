"""A source that is described answer by answer: what stands against it so far, and what can be offered."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import cache

from ads.asking import Asked
from ads.column_rules import COLUMN_RULES
from ads.columns import Column, columns, search
from ads.datasets import DATASETS, Dataset, Family
from ads.keeping import standing_objections
from ads.objections import Objection
from ads.written import read_written
from contracts.ads import AdsSourceSpec, DatasetKey

_FINER = "finer_column"
_SOME_DAY = date(2026, 1, 2)
_UNANSWERED: Mapping[str, object] = {
    "key": "unnamed",
    "account": "unknown",
    "ad_account_id": "1",
    "dataset": DatasetKey.CAMPAIGN.value,
}


def trouble_with(written: Mapping[str, object], fields: Collection[str], today: date) -> tuple[Objection, ...]:
    """What stands against these fields of a source of which the rest may not be answered yet."""
    read = draft_spec(written)
    found = standing_objections(read, today) if isinstance(read, AdsSourceSpec) else read
    return tuple(one for one in found if one.field.partition(".")[0] in fields)


def draft_spec(written: Mapping[str, object]) -> AdsSourceSpec | tuple[Objection, ...]:
    """The source with something in place of what is not answered yet, or what is wrong with the answers."""
    return read_written({**_UNANSWERED, **written})


@cache
def offered_columns(key: DatasetKey) -> Mapping[str, Column]:
    """The columns of which each can be asked of the dataset, and is not finer than its rows; by their names."""
    one = DATASETS[key]
    if one.family is not Family.PERFORMANCE:
        return {}
    there = {name: column for name, column in columns().items() if not column.routes.isdisjoint(one.routes)}
    return {name: column for name, column in there.items() if _is_offered(one, name)}


def search_offered(key: DatasetKey, words: str, *, attribute: bool | None = None) -> tuple[Column, ...]:
    """Those that have all the words, the shortest said first; `attribute`: only such, or only measures."""
    offered = offered_columns(key)
    return tuple(
        column for column in search(words) if column.name in offered and attribute in {None, column.attribute}
    )


def search_datasets(words: str) -> tuple[Dataset, ...]:
    """Those that have all the words in their name or in what they are, in the order of the catalogue."""
    wanted = words.lower().split()
    return tuple(one for one in DATASETS.values() if all(word in _haystack(one) for word in wanted))


def _haystack(one: Dataset) -> str:
    return f"{one.key} {one.key.replace('_', ' ')} {one.title} {one.about} {one.family}".lower()


def _is_offered(one: Dataset, name: str) -> bool:
    spec = AdsSourceSpec.model_validate({**_UNANSWERED, "dataset": one.key, "columns": (name,)})
    asked = Asked(spec, _SOME_DAY, _SOME_DAY, _SOME_DAY + timedelta(days=1))
    found = [objection for rule in COLUMN_RULES for objection in rule(asked)]
    return not any(objection.refuses or objection.rule == _FINER for objection in found)
