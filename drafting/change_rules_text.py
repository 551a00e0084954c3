"""Rules of changes as people write them for a source, in TOML.

    [[rule]]
    name = "Jackets on sale"
    on = ["price_drop", "sale_started"]
    by_percent = 20                        # of a price_drop or price_rise
    when = { product_type = "Apparel > ** > Jackets", price = "> 50 EUR" }
    not = { tag = "outlet" }
    do = "repin"
    edition = "{month}"                    # at most once a month; of repin and replace
    account = "demo"                       # else the source's own
    board = "Sale"                         # else where the product belongs anyway
    title = "{title}, now {sale_price}"
    window = "Mon-Fri 18:00-22:00 Europe/Berlin"
    images = "all"                         # "hero", or a number
    priority = "urgent"
    cooldown = "7d"                        # after it was last pinned

    [[rule]]
    on = "tag_added"
    added = "campaign-*"
    do = "pin"

Rules are asked in the file's order; conditions are those of board rules.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from contracts.change_rules import (
    CHANGE_RULES_MAX,
    EDITION_MAX,
    EDITIONS,
    PERCENT_MAX,
    ChangeRule,
    ChangeRules,
    Deed,
)
from contracts.happenings import HappeningKind
from contracts.names import AccountKey
from contracts.pace import Priority
from contracts.product import IMAGES_MAX
from contracts.windows import PublishWindow
from contracts.wording import DESCRIPTION_TEMPLATE_MAX, TITLE_TEMPLATE_MAX, Wording
from drafting.boards import BOARD_NAME_MAX, SECTION_NAME_MAX
from drafting.clauses_text import read_clause, read_clauses, read_patterns
from drafting.cooldowns import CooldownBroken, read_cooldown
from drafting.editions import USUAL_EDITION, read_edition
from drafting.near_misses import did_you_mean, listed
from drafting.place_names_text import read_place
from drafting.rule_lines import rule_lines
from drafting.templates import TemplateBroken, read_template
from drafting.toml_tables import RulesBroken, Table, only_words, read_toml, table_in, tables_in, text_in
from drafting.variables import BUILT_IN
from drafting.window_text import WINDOW_TEXT_MAX, WindowBroken, read_window
from drafting.windows import ZoneUnknown
from drafting.wordings import check_wording

HERO = "hero"
ALL = "all"
ACCOUNT_MAX = 100
PERCENT_WHOLE = 100

QUESTION_WORDS = ("name", "account", "on", "by_percent", "added", "when", "any", "not", "do")
"""Of every rule."""
WORDING_WORDS = ("title", "description")
PIN_WORDS = ("board", "section", *WORDING_WORDS, "window", "images", "priority", "cooldown")
DEED_WORDS: Mapping[Deed, Sequence[str]] = MappingProxyType(
    {
        Deed.PIN: PIN_WORDS,
        Deed.REPIN: (*PIN_WORDS, "edition"),
        Deed.REPLACE: (*PIN_WORDS, "edition"),
        Deed.UPDATE: WORDING_WORDS,
        Deed.DELETE: (),
        Deed.NOTHING: (),
    }
)
"""What may be said of each deed."""
RULE_WORDS = (*QUESTION_WORDS, *PIN_WORDS, "edition")

_PRICES = frozenset({HappeningKind.PRICE_DROP, HappeningKind.PRICE_RISE})
_Word = TypeVar("_Word", bound=StrEnum)


def read_change_rules(text: str, account: AccountKey, headers: Collection[str] | None = None) -> ChangeRules:
    """The rules that `text` has; those that name no account are of `account`, the source's own.

    A text without a rule means the usual ones: what is new is pinned, and nothing else. `headers` are the columns
    of the source that a template may speak of; None: they are not known, and only a slip of the pen is refused.
    Raises `RulesBroken`.
    """
    stated = read_toml(text)
    only_words("", stated, ("rule",))
    tables = tables_in("rule", stated.get("rule", []), CHANGE_RULES_MAX)
    lines = rule_lines(text, len(tables))
    setting = _Setting(account, headers)
    numbered = enumerate(zip(tables, lines, strict=True), start=1)
    rules = tuple(_rule(table, number, line, setting) for number, (table, line) in numbered)
    return ChangeRules(rules=rules) if rules else usual_rules(account)


def usual_rules(account: AccountKey) -> ChangeRules:
    """Those of a source that has none: what is new is pinned."""
    rule = ChangeRule(number=1, name="usual rule", account=account, on=(HappeningKind.NEW,), do=Deed.PIN)
    return ChangeRules(rules=(rule,))


@dataclass(frozen=True)
class _Setting:
    """What is known of the source beside its rules."""

    account: AccountKey
    headers: Collection[str] | None


def _rule(stated: Table, number: int, line: int | None, setting: _Setting) -> ChangeRule:
    label = f"rule {number}"
    name = text_in(f"{label}, name", stated["name"], BOARD_NAME_MAX) if "name" in stated else ""
    where = _where(label, name, line)
    only_words(f"{where}: ", stated, RULE_WORDS)
    on, do = _on(where, stated), _deed(where, stated)
    _check_deed(where, stated, on, do)
    return ChangeRule(
        number=number,
        name=name or label,
        account=AccountKey(text_in(f"{where}, account", stated.get("account", setting.account), ACCOUNT_MAX)),
        on=on,
        by_percent=_percent(where, stated, on),
        added=_added(where, stated, on),
        when=read_clause(f"{where}, when", table_in(f"{where}, when", stated.get("when", {}))),
        any_of=read_clauses(where, "any", stated),
        none_of=read_clauses(where, "not", stated),
        do=do,
        board=_place(where, "board", stated, BOARD_NAME_MAX),
        section="" if stated.get("section") == "" else _place(where, "section", stated, SECTION_NAME_MAX),
        wording=_wording(where, stated, setting.headers),
        window=_window(where, stated),
        images=_images(where, stated.get("images", HERO)),
        priority=_one_of(f"{where}, priority", stated.get("priority", Priority.NORMAL), Priority),
        edition=_edition(where, stated) if do in EDITIONS else "",
        cooldown_seconds=_cooldown(where, stated),
    )


def _where(label: str, name: str, line: int | None) -> str:
    known = [f'"{name}"'] * bool(name) + [f"line {line}"] * bool(line)
    return f"{label} ({', '.join(known)})" if known else label


def _on(where: str, stated: Table) -> tuple[HappeningKind, ...]:
    if "on" not in stated:
        raise RulesBroken(f'{where}: say when, such as on = "new". Known are: {listed(HappeningKind)}.')
    value = stated["on"]
    values = value if isinstance(value, list) else [value]
    if not 1 <= len(values) <= len(HappeningKind):
        raise RulesBroken(f"{where}, on: give 1 to {len(HappeningKind)} of: {listed(HappeningKind)}.")
    return tuple(dict.fromkeys(_one_of(f"{where}, on", one, HappeningKind) for one in values))


def _deed(where: str, stated: Table) -> Deed:
    if "do" not in stated:
        raise RulesBroken(f'{where}: say what is done, such as do = "pin". Known are: {listed(Deed)}.')
    return _one_of(f"{where}, do", stated["do"], Deed)


def _check_deed(where: str, stated: Table, on: Sequence[HappeningKind], do: Deed) -> None:
    for word in stated:
        if word not in QUESTION_WORDS and word not in DEED_WORDS[do]:
            raise RulesBroken(f'{where}: "{word}" means nothing with do = "{do}".')
    if HappeningKind.DELETED in on and do not in {Deed.DELETE, Deed.NOTHING}:
        others = f'do = "{Deed.DELETE}" or "{Deed.NOTHING}"'
        raise RulesBroken(f"{where}: there is no product to {do} when it is deleted; write {others}.")


def _one_of(where: str, value: object, known: type[_Word]) -> _Word:
    word = text_in(where, value, BOARD_NAME_MAX).strip().casefold().replace("-", "_").replace(" ", "_")
    try:
        return known(word)
    except ValueError:
        near = did_you_mean(word, known) or "."
        raise RulesBroken(f'{where}: there is no "{word[:60]}"{near} Known are: {listed(known)}.') from None


def _percent(where: str, stated: Table, on: Sequence[HappeningKind]) -> Decimal | None:
    if "by_percent" not in stated:
        return None
    if not _PRICES & set(on):
        raise RulesBroken(f"{where}: by_percent is of a {' or '.join(sorted(_PRICES))}, and on names neither.")
    percent = _number(stated["by_percent"])
    if percent is None or not 0 < percent <= PERCENT_MAX:
        raise RulesBroken(f"{where}, by_percent: a number above 0 is needed, such as 20.")
    if percent >= PERCENT_WHOLE and HappeningKind.PRICE_RISE not in on:
        raise RulesBroken(f"{where}, by_percent: no price drops by {percent} %.")
    return percent


def _number(value: object) -> Decimal | None:
    """None for what is no finite number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = Decimal(str(value))
    except (ValueError, ArithmeticError):  # a number of thousands of digits
        return None
    return number if number.is_finite() else None


def _added(where: str, stated: Table, on: Sequence[HappeningKind]) -> tuple[str, ...]:
    if "added" not in stated:
        return ()
    if HappeningKind.TAG_ADDED not in on:
        raise RulesBroken(f"{where}: added is of {HappeningKind.TAG_ADDED}, and on does not name it.")
    return read_patterns(f"{where}, added", stated["added"])


def _place(where: str, word: str, stated: Table, length: int) -> str | None:
    return read_place(f"{where}, {word}", stated[word], length) if word in stated else None


def _wording(where: str, stated: Table, headers: Collection[str] | None) -> Wording:
    wording = Wording(
        title=_template(where, "title", stated, TITLE_TEMPLATE_MAX),
        description=_template(where, "description", stated, DESCRIPTION_TEMPLATE_MAX),
    )
    try:
        check_wording(wording, _guessed_headers(wording) if headers is None else headers)
    except TemplateBroken as broken:
        raise RulesBroken(f"{where}, {str(broken).rstrip('.')}.") from broken
    return wording


def _template(where: str, word: str, stated: Table, length: int) -> str | None:
    return text_in(f"{where}, {word}", stated[word], length) if word in stated else None


def _guessed_headers(wording: Wording) -> Sequence[str]:
    """Every variable that is not almost a built-in one may be a column."""
    written = (name for text in (wording.title, wording.description) for name in _variables(text or ""))
    return [name for name in written if not did_you_mean(name, BUILT_IN)]


def _variables(text: str) -> Sequence[str]:
    """As they are written; none of a template that is broken, which `check_wording` tells better."""
    try:
        return [variable.written for variable in read_template(text).variables()]
    except TemplateBroken:
        return ()


def _window(where: str, stated: Table) -> PublishWindow | None:
    if "window" not in stated:
        return None
    try:
        return read_window(text_in(f"{where}, window", stated["window"], WINDOW_TEXT_MAX), kept=True)
    except (WindowBroken, ZoneUnknown) as broken:
        raise RulesBroken(f"{where}, window: {broken}") from broken


def _images(where: str, value: object) -> int:
    word = value.strip().casefold() if isinstance(value, str) else value
    if word == HERO:
        return 1
    if word == ALL:
        return IMAGES_MAX
    if isinstance(word, int) and not isinstance(word, bool) and 1 <= word <= IMAGES_MAX:
        return word
    raise RulesBroken(f'{where}, images: "{HERO}", "{ALL}" or a number from 1 to {IMAGES_MAX} is needed.')


def _edition(where: str, stated: Table) -> str:
    text = text_in(f"{where}, edition", stated.get("edition", USUAL_EDITION), EDITION_MAX)
    try:
        read_edition(text)
    except TemplateBroken as broken:
        raise RulesBroken(f"{where}, edition: {str(broken).rstrip('.')}.") from broken
    return text


def _cooldown(where: str, stated: Table) -> float:
    if "cooldown" not in stated:
        return 0.0
    try:
        return read_cooldown(text_in(f"{where}, cooldown", stated["cooldown"], BOARD_NAME_MAX))
    except CooldownBroken as broken:
        raise RulesBroken(f"{where}, cooldown: {broken}.") from broken
