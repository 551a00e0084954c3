"""`pinflow ads datasets` and `columns`: what can be asked for."""

from ads.columns import Column, columns, search
from ads.datasets import Dataset, Family
from ads.drafts import search_datasets
from outcomes.report import Report
from starter.accounts import write
from starter.ads_tables import plain_table
from starter.failures import ExitCode
from starter.screen import Screen

DATASET_HEADS = ("dataset", "what it is", "routes", "breakdowns")
COLUMN_HEADS = ("column", "meaning", "unit", "summed", "routes")
NO_DATASET = "No dataset has all of these words. All of them: pinflow ads datasets"
NONE_WORDS = "No column has all of these words in its name or meaning. Fewer words find more: pinflow ads columns"


def list_datasets(words: str, *, as_json: bool) -> int:
    """Those that have all the words; the exit code."""
    found = search_datasets(words)
    if as_json:
        write({"datasets": [dataset_report(one) for one in found]})
        return ExitCode.DONE
    screen = Screen()
    if found:
        screen.table(plain_table(DATASET_HEADS, [_dataset_cells(one) for one in found]))
    else:
        screen.say(NO_DATASET)
    return ExitCode.DONE


def list_columns(words: str, *, as_json: bool) -> int:
    """Those that have all the words; the exit code."""
    found = search(words) if words else tuple(columns().values())
    if as_json:
        write({"columns": [column_report(one) for one in found]})
        return ExitCode.DONE
    screen = Screen()
    if not found:
        screen.say(NONE_WORDS)
        return ExitCode.DONE
    screen.table(plain_table(COLUMN_HEADS, [_column_cells(one) for one in found]))
    return ExitCode.DONE


def dataset_report(one: Dataset) -> Report:
    """A dataset's line in a document."""
    return {
        "dataset": one.key.value,
        "title": one.title,
        "about": one.about,
        "family": one.family.value,
        "routes": [route.value for route in one.routes],
        "row_key": list(one.row_key),
        "breakdowns": sorted(breakdown.value for breakdown in one.breakdowns),
        "granularities": sorted(one.granularities) if one.family is Family.PERFORMANCE else [],
    }


def column_report(one: Column) -> Report:
    """A column's line in a document."""
    return {
        "column": one.name,
        "label": one.label,
        "unit": one.unit.value,
        "type": one.type.value,
        "attribute": one.attribute,
        "additive": one.additive,
        "conversion": one.conversion,
        "routes": sorted(route.value for route in one.routes),
    }


def _dataset_cells(one: Dataset) -> tuple[str, ...]:
    return one.key, f"{one.title}: {one.about}", ", ".join(one.routes), str(len(one.breakdowns) or "")


def _column_cells(one: Column) -> tuple[str, ...]:
    return one.name, one.label, one.unit, "yes" if one.additive else "", ", ".join(sorted(one.routes))
