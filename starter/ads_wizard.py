"""`pinflow ads create` without a file: each answer is checked at once, and nothing is kept before the last yes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

from ads.datasets import DATASETS
from ads.filter_rules import LEVEL_FILTERS
from ads.keeping import standing_objections
from ads.objections import Objection
from ads.preflight import refusals
from ads.previewing import PREVIEW_DAYS_MAX, PreviewAsk, preview_ask
from contracts.ads import AdsSourceSpec
from contracts.ads_reports import PreviewRows
from starter.ads_backstage import HomeBackstage
from starter.ads_checking import objection_lines
from starter.ads_creating import CreateWish, told_kept
from starter.ads_draft import Draft, some_day
from starter.ads_files import save_trouble, source_text, today_utc
from starter.ads_preview import show_rows
from starter.ads_questions import NotThis, Questions, one_of
from starter.ads_wizard_steps import (
    ask_account,
    ask_ad_account,
    ask_breakdowns,
    ask_columns,
    ask_dataset,
    ask_filters,
    ask_granularity,
    ask_windows,
)
from starter.ads_wizard_ways import (
    ask_destination,
    ask_empty,
    ask_first_day,
    ask_key,
    ask_look_back,
    ask_metadata,
    ask_rhythm,
)
from starter.ads_words import options_of
from starter.failures import CommandFailed, ExitCode
from starter.screen import Screen

ROWS_SHOWN_MAX = 3
LEFT = "\nLeft. Nothing was kept."
LEFT_AT_THE_END = "\nInterrupted while it was being kept. See whether it is, with: pinflow ads list"
Step = Callable[[Draft], None]
STEPS: Mapping[str, tuple[Step, ...]] = MappingProxyType(
    {
        "account": (ask_account,),
        "dataset": (ask_dataset, ask_granularity),
        "ad account": (ask_ad_account,),
        "columns": (ask_columns, ask_windows),
        "breakdowns": (ask_breakdowns,),
        "filters": (ask_filters,),
        "metadata": (ask_metadata,),
        "snapshot": (ask_rhythm, ask_empty, ask_look_back, ask_first_day),
        "destination": (ask_destination,),
        "name": (ask_key,),
    },
)
"""In the order in which they are asked; any may be asked again at the end."""
ENDS = ("yes", "no", *STEPS)
THEN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"dataset": ("columns", "breakdowns", "filters"), "account": ("ad account",)},
)
"""What must be answered anew after another answer."""
FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "account": "account",
        "ad_account_id": "ad account",
        "dataset": "dataset",
        "granularity": "dataset",
        "route": "dataset",
        "breakdowns": "breakdowns",
        "filters": "filters",
        "metadata": "metadata",
        "snapshot": "snapshot",
        "look_back_days": "snapshot",
        "allow_empty": "snapshot",
        "first_day": "snapshot",
        "destination": "destination",
        "write_mode": "destination",
        "key": "name",
    },
)
"""Which question an objection is about; any other is about the columns."""


def ask_for_source(wish: CreateWish) -> int:
    """Ask for everything, show it, keep it; the exit code. Raises `CommandFailed`."""
    screen = Screen()
    draft = Draft(Questions(), HomeBackstage(screen), screen, today_utc())
    try:
        spec = described(draft)
        file = wish.save_toml or (_file_wanted(draft) if spec else None)
    except (KeyboardInterrupt, EOFError):
        screen.say(LEFT)
        return ExitCode.INTERRUPTED
    if spec is None:
        screen.say(LEFT.strip())
        return ExitCode.DONE
    try:
        return told_kept(draft.backstage.keep(spec, replace=wish.replace), replace(wish, save_toml=file))
    except KeyboardInterrupt:
        screen.say(LEFT_AT_THE_END)
        return ExitCode.INTERRUPTED


def described(draft: Draft) -> AdsSourceSpec | None:
    """The source, once a person has agreed to it; None when they do not want it."""
    draft.say("A source of ads data, question by question. Enter takes what is in brackets; Ctrl-C leaves.")
    for topic in STEPS:
        ask_topic(draft, topic)
    while True:
        spec = _whole(draft)
        _offer_preview(draft, spec)
        _show(draft, spec)
        what = f"Keep it? (yes, no, or what to change: {', '.join(STEPS)})"
        answer = draft.questions.ask(what, lambda given: one_of(given, ENDS), default="yes")
        if answer in {"yes", "no"}:
            return spec if answer == "yes" else None
        ask_topic(draft, answer)
        for topic in THEN.get(answer, ()):
            ask_topic(draft, topic)


def ask_topic(draft: Draft, topic: str) -> None:
    """Its questions, again if need be."""
    if not _concerns(draft, topic):
        return
    draft.say(f"\n{topic.capitalize()}", style="bold cyan")
    for step in STEPS[topic]:
        while not _stepped(draft, step):
            continue


def _concerns(draft: Draft, topic: str) -> bool:
    """Whether the dataset has anything of the kind."""
    if topic == "breakdowns":
        return bool(DATASETS[draft.dataset].breakdowns)
    return topic != "filters" or bool(LEVEL_FILTERS.get(draft.dataset))


def _stepped(draft: Draft, step: Step) -> bool:
    try:
        step(draft)
    except NotThis as no:
        draft.say(f"  {no}", style="yellow")
        return False
    return True


def _whole(draft: Draft) -> AdsSourceSpec:
    """The source when nothing refuses it as a whole: what does is asked for again."""
    while True:
        spec = draft.spec()
        found = refusals(standing_objections(spec, draft.today)) if isinstance(spec, AdsSourceSpec) else spec
        if not found and isinstance(spec, AdsSourceSpec):
            return spec
        _tell(draft, found)
        ask_topic(draft, FIELDS.get(found[0].field.partition(".")[0], "columns"))


def _offer_preview(draft: Draft, spec: AdsSourceSpec) -> None:
    """Some rows of days that the person names; trouble is told, and ends nothing."""
    draft.say("\nTest data", style="bold cyan")
    if not draft.questions.agrees("Ask Pinterest for some rows?"):
        return
    yesterday = draft.today - timedelta(days=1)
    last = draft.questions.ask("To", some_day, default=yesterday.isoformat())
    first = draft.questions.ask(f"From (at most {PREVIEW_DAYS_MAX} days)", some_day, default=last.isoformat())
    ask = preview_ask(spec, first, last, draft.today)
    try:
        found = draft.backstage.preview(ask) if isinstance(ask, PreviewAsk) else ask
    except CommandFailed as failed:
        draft.say(f"  {failed}", style="yellow")
        return
    if isinstance(found, PreviewRows):
        show_rows(PreviewRows(found.columns, found.rows[:ROWS_SHOWN_MAX]), draft.screen)
        draft.say(f"{len(found.rows)} rows came; pinflow ads preview shows them all.", style="dim")
    else:
        _tell(draft, found if isinstance(found, tuple) else (found,))


def _show(draft: Draft, spec: AdsSourceSpec) -> None:
    """The source as a file, and as the command that keeps the same."""
    draft.say("\nAs a file", style="bold cyan")
    draft.screen.say(source_text(spec).rstrip())
    draft.say("\nAs a command", style="bold cyan")
    draft.screen.say(" \\\n  ".join(("pinflow ads create", *options_of(spec))))
    draft.say("")


def _file_wanted(draft: Draft) -> Path | None:
    def read(given: str) -> Path | None:
        if not given:
            return None
        trouble = save_trouble(Path(given), replace=False)
        if trouble:
            raise NotThis(trouble)
        return Path(given)

    return draft.questions.ask("Write the file too? (its name; Enter: no)", read)


def _tell(draft: Draft, found: tuple[Objection, ...]) -> None:
    for line in objection_lines(found):
        draft.say(f"  {line}", style="yellow")
