"""What the fault suite found, as one JSON document."""

from collections import Counter

from tests.chaos.beyond_grace import BeyondGrace
from tests.chaos.run import RunResult
from tests.chaos.suite import SuiteResult
from tests.journeys.pinflow import Document


def document(result: SuiteResult) -> Document:
    """Counts of all runs together, then each run; a run that broke counts as products that nobody saw."""
    runs = result.runs
    return {
        "good": result.good,
        "seed": result.order.seed,
        "products": result.products,
        "live": sum(found.verdict.live for found in runs),
        "withdrawn": sum((found.outcomes for found in runs), Counter())["withdrawn"],
        "duplicates": sum(len(found.verdict.duplicates) for found in runs),
        "lost": sum(len(found.verdict.lost) for found in runs),
        "disagreements": sum(len(found.disagreements) for found in runs),
        "faults": dict(sorted(sum((found.faults for found in runs), Counter()).items())),
        "beyond_grace": beyond_grace_document(result.beyond_grace),
        "broken": result.broken,
        "runs": [run_document(found) for found in runs],
    }


def run_document(found: RunResult) -> Document:
    return {
        "run": found.order.number,
        "plan": found.order.plan.name,
        "seed": found.order.seed,
        "products": found.order.products,
        "launches": found.order.plan.launches,
        "live": found.verdict.live,
        "outcomes": dict(sorted(found.outcomes.items())),
        "attempts": dict(sorted(found.ways.items())),
        "faults": dict(found.faults),
        "seconds": round(found.seconds, 1),
        "events_a_pin": round(found.events_a_pin, 1),
        "duplicates": list(found.verdict.duplicates),
        "lost": list(found.verdict.lost),
        "disagreements": list(found.disagreements),
        "home": None if found.good else str(found.order.folder),
    }


def beyond_grace_document(found: BeyondGrace | None) -> Document | None:
    if found is None:
        return None
    return {
        "products": found.products,
        "duplicates_made": found.made,
        "duplicates_detected": found.detected,
        "missed": list(found.missed),
    }
