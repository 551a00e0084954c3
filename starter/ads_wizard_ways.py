"""The questions about when a source is read, where its rows go, what they tell of it, and its name."""

from collections.abc import Mapping

from ads.datasets import DATASETS, Family
from ads.drafts import draft_spec
from ads.restatement import look_back_days, why_settling
from ads.shaping import METADATA
from contracts.ads import AdsSourceSpec, AllowEmpty, DestinationKind, WriteMode
from starter.ads_draft import Draft, some_day, whole_number
from starter.ads_questions import NotThis, one_of

BY_HAND, EVERY, AT = "by hand", "every so many hours", "at a time of day"
RHYTHMS = (BY_HAND, EVERY, AT)


def ask_metadata(draft: Draft) -> None:
    """Whether each row tells of its extraction."""
    draft.say(f"Each row may tell of its extraction: {', '.join(METADATA)}.", style="dim")
    draft.take({"metadata": draft.questions.agrees("Metadata columns?")})


def ask_rhythm(draft: Draft) -> None:
    """How often, or at which time by which clocks."""
    for at, words in enumerate(RHYTHMS, 1):
        draft.say(f"  {at}  {words}")
    rhythm = draft.questions.ask("When is it read", lambda given: one_of(given, RHYTHMS), default=AT)
    if rhythm == BY_HAND:
        draft.take({"snapshot": None})
    elif rhythm == EVERY:
        draft.ask(
            "Hours between two runs", lambda given: {"snapshot": {"every_hours": whole_number(given)}}, default="6"
        )
    else:
        draft.ask("Time of day", lambda given: {"snapshot": {"at": given}}, default="06:30")
        draft.ask(
            "By the clocks of", lambda given: {"snapshot": {**_snapshot(draft), "zone": given}}, default="UTC"
        )


def ask_empty(draft: Draft) -> None:
    """When a day without rows is good."""
    words = [each.value for each in AllowEmpty]
    draft.say("A day without rows: never good, good when the account's own total confirms it, always good.")
    what = f"Allow empty ({', '.join(words)})"
    draft.ask(what, lambda given: {"allow_empty": one_of(given, words)}, default=AllowEmpty.CONFIRMED.value)


def ask_look_back(draft: Draft) -> None:
    """How many days each run reads again; the usual is what the windows need."""
    spec = draft_spec(draft.written)
    if not isinstance(spec, AdsSourceSpec) or DATASETS[draft.dataset].family is not Family.PERFORMANCE:
        return
    unsaid = spec.model_copy(update={"look_back_days": None})
    usual = look_back_days(unsaid)
    draft.say(f"Numbers settle after {why_settling(unsaid)}.")

    def read(given: str) -> Mapping[str, object]:
        days = whole_number(given)
        return {"look_back_days": None if days == usual else days}

    draft.ask("Days that each run reads again", read, default=str(usual))


def ask_first_day(draft: Draft) -> None:
    """From when on the source is to have its days."""

    def read(given: str) -> Mapping[str, object]:
        return {"first_day": some_day(given) if given else None}

    draft.ask("First day (Enter: from the first run on)", read)


def ask_destination(draft: Draft) -> None:
    """Where rows go, and what happens to those that are there."""
    kinds, modes = [each.value for each in DestinationKind], [each.value for each in WriteMode]
    what = f"Rows go to ({', '.join(kinds)})"
    draft.ask(
        what, lambda given: {"destination": {"kind": one_of(given, kinds)}}, default=DestinationKind.DATABASE.value
    )
    target = "Table, file or folder (Enter: named after the source)"
    draft.ask(target, lambda given: {"destination": _with_target(draft, given)})
    what = f"Written by ({', '.join(modes)})"
    draft.ask(what, lambda given: {"write_mode": one_of(given, modes)}, default=WriteMode.DELETE_INSERT.value)


def ask_key(draft: Draft) -> None:
    """A name that no source has."""

    def read(given: str) -> Mapping[str, object]:
        draft.take({"key": given})
        if draft.backstage.is_taken(given):
            raise NotThis(f"There is a source {given} already.")
        return {"key": given}

    rows = {"DAY": "daily", "HOUR": "hourly", "WEEK": "weekly", "MONTH": "monthly", "TOTAL": "total"}
    usual = f"{draft.dataset.replace('_', '-')}-{rows[str(draft.written.get('granularity', 'DAY'))]}"
    draft.ask("Name of the source", read, default=str(draft.written.get("key", usual)))


def _snapshot(draft: Draft) -> Mapping[str, object]:
    found = draft.written.get("snapshot")
    return found if isinstance(found, dict) else {}


def _with_target(draft: Draft, target: str) -> Mapping[str, object]:
    found = draft.written.get("destination")
    known = found if isinstance(found, dict) else {}
    return {**known, "target": target} if target else known
