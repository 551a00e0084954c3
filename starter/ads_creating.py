"""`pinflow ads create`: a source of ads data from a file, from options, or from answers at the terminal."""

import asyncio
import sys
from dataclasses import dataclass, field
from pathlib import Path

from ads.keeping import standing_objections
from ads.objections import Objection
from ads.preflight import refusals
from ads.written import read_written
from contracts.ads import AdsSourceSpec
from contracts.ads_runs import AdsSource
from starter.ads_checking import objection_lines, told_objections
from starter.ads_files import read_toml, save_trouble, source_text, today_utc, write_source
from starter.ads_keeping import keep_source, the_only_account
from starter.ads_sources import rhythm_words, tell_source
from starter.ads_words import AdsWords, words_to_written
from starter.failures import CommandFailed, ExitCode
from starter.screen import Screen


@dataclass(frozen=True)
class CreateWish:
    """What the person typed."""

    file: Path | None = None
    words: AdsWords = field(default_factory=AdsWords)
    save_toml: Path | None = None
    replace: bool = False
    as_json: bool = False

    @property
    def says_nothing(self) -> bool:
        """Neither a file nor an option describes a source."""
        return self.file is None and not self.words.said()


def create_source(wish: CreateWish) -> int:
    """Keep the source unless something stands against it; the exit code. Raises `CommandFailed`."""
    trouble = save_trouble(wish.save_toml, replace=wish.replace) if wish.save_toml else None
    if trouble:
        raise CommandFailed(trouble, ExitCode.USAGE)
    if wish.says_nothing:
        return _asked(wish)
    spec = _described(wish)
    if not isinstance(spec, AdsSourceSpec):
        return told_objections(spec, {}, as_json=wish.as_json)
    found = standing_objections(spec, today_utc())
    if refusals(found):
        return told_objections(refusals(found), {}, as_json=wish.as_json)
    return told_kept(asyncio.run(keep_source(spec, replace=wish.replace)), wish, found)


def told_kept(
    kept: AdsSource | tuple[Objection, ...], wish: CreateWish, warned: tuple[Objection, ...] = ()
) -> int:
    """Tell what became of it, and write its file where one is wanted; the exit code."""
    if not isinstance(kept, AdsSource):
        return told_objections(kept, {}, as_json=wish.as_json)
    spec = kept.spec
    if wish.save_toml is not None:
        write_source(wish.save_toml, source_text(spec))
    if warned and not wish.as_json:
        screen = Screen()
        for line in objection_lines(warned):
            screen.say(line, style="yellow")
    rhythm = rhythm_words(spec.snapshot)
    words = f"Ads source {spec.key} is kept. It is read {rhythm}; now, with: pinflow ads run {spec.key}"
    return tell_source(kept, words, as_json=wish.as_json)


def _described(wish: CreateWish) -> AdsSourceSpec | tuple[Objection, ...]:
    base = read_toml(wish.file) if wish.file else {}
    written = words_to_written(wish.words, base)
    if "account" not in written:
        written["account"] = asyncio.run(the_only_account())
    return read_written(written)


def _asked(wish: CreateWish) -> int:
    if wish.as_json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CommandFailed(
            "Say what is to be read: give a file, or options (pinflow ads create --help). At a terminal, without "
            "either, each is asked for.",
            ExitCode.USAGE,
        )
    # Only here: whoever gives a file need not wait for it.
    from starter.ads_wizard import ask_for_source  # noqa: PLC0415

    return ask_for_source(wish)
