"""Rules of changes as people write them: read, or refused with the rule, its line and the word in question."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.board_rules import Clause
from contracts.change_rules import CHANGE_RULES_MAX, ChangeRule, ChangeRules, Deed
from contracts.happenings import HappeningKind
from contracts.pace import Priority
from contracts.product import IMAGES_MAX
from contracts.wording import Wording
from drafting.change_rules import ChangeBook
from drafting.change_rules_text import RULE_WORDS, read_change_rules, usual_rules
from drafting.toml_tables import RulesBroken
from drafting.window_text import write_window
from tests.drafting.builders import texts
from tests.drafting.change_builders import DEMO
from tests.drafting.change_rule_texts import EVERYTHING, one_rule


def rules_of(text: str) -> tuple[ChangeRule, ...]:
    return read_change_rules(text, DEMO).rules


def refusal(text: str) -> str:
    with pytest.raises(RulesBroken) as raised:
        read_change_rules(text, DEMO)
    return str(raised.value)


@pytest.mark.parametrize("text", ["", "# nothing yet", "rule = []"])
def test_a_source_without_rules_pins_what_is_new(text: str) -> None:
    (rule,) = rules_of(text)
    assert (rule.on, rule.do, rule.account) == ((HappeningKind.NEW,), Deed.PIN, DEMO)
    assert read_change_rules(text, DEMO) == usual_rules(DEMO)


def test_a_rule_may_say_everything() -> None:
    rule = rules_of(EVERYTHING)[1]
    assert (rule.number, rule.name, rule.account) == (2, "Jackets on sale", "deals")
    assert rule.on == (HappeningKind.PRICE_DROP, HappeningKind.SALE_STARTED)
    assert (rule.by_percent, rule.do, rule.edition) == (Decimal(20), Deed.REPIN, "{month}")
    assert [condition.patterns for condition in rule.when.conditions] == [("Apparel > ** > Jackets",)]
    assert rule.when.price is not None
    assert (len(rule.any_of), len(rule.none_of)) == (2, 1)
    assert (rule.board, rule.section) == ("{brand} deals", "Jackets")
    assert rule.wording == Wording(title="{title}, now {sale_price}", description="{description}[[ In {Season}.]]")
    assert rule.window is not None
    assert write_window(rule.window) == "Mon-Fri 18:00-22:00 Europe/Berlin"
    assert (rule.images, rule.priority, rule.cooldown_seconds) == (IMAGES_MAX, Priority.URGENT, 604_800.0)


def test_what_a_rule_does_not_say_is_the_usual() -> None:
    rule = rules_of(EVERYTHING)[-1]
    assert (rule.number, rule.name, rule.account) == (8, "rule 8", DEMO)
    assert (rule.when, rule.any_of, rule.none_of) == (Clause(), (), ())
    assert (rule.board, rule.section, rule.window) == (None, None, None)
    assert (rule.images, rule.priority, rule.edition, rule.cooldown_seconds) == (1, Priority.NORMAL, "", 0.0)


def test_the_file_of_everything_has_every_word_happening_and_deed() -> None:
    rules = rules_of(EVERYTHING)
    assert {kind for rule in rules for kind in rule.on} == set(HappeningKind)
    assert {rule.do for rule in rules} == set(Deed)
    assert {word for word in RULE_WORDS if re.search(rf"^{word} = ", EVERYTHING, re.MULTILINE)} == set(RULE_WORDS)
    assert read_change_rules(EVERYTHING, DEMO).accounts == (DEMO, "deals")


def test_rules_survive_being_written_down() -> None:
    rules = read_change_rules(EVERYTHING, DEMO)
    assert ChangeRules.model_validate_json(rules.model_dump_json()) == rules


@pytest.mark.parametrize(("stated", "images"), [("'hero'", 1), ("'All'", IMAGES_MAX), ("1", 1), ("20", 20)])
def test_pictures_are_the_first_all_or_so_many(stated: str, images: int) -> None:
    assert rules_of(one_rule(f"images = {stated}"))[0].images == images


def test_a_repin_without_an_edition_is_one_a_day() -> None:
    assert rules_of(one_rule(do="repin"))[0].edition == "{date}"
    assert rules_of(one_rule(do="replace"))[0].edition == "{date}"


def test_an_empty_section_means_none_at_all() -> None:
    assert rules_of(one_rule("section = ''"))[0].section == ""


def test_the_same_happening_twice_is_once() -> None:
    rule = rules_of("[[rule]]\non = ['new', 'New']\ndo = 'pin'")[0]
    assert rule.on == (HappeningKind.NEW,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[rule", "not TOML"),
        ("rules = []", 'did you mean "rule"?'),
        ("rule = 1", "tables are needed"),
        ("x = " + "9" * 5_000, "not TOML"),
        ("default = " + "[" * 50_000, "not TOML"),
        ("[[rule]]\ndo = 'pin'", 'rule 1 (line 1): say when, such as on = "new". Known are: new, deleted,'),
        ("[[rule]]\non = 'new'", 'rule 1 (line 1): say what is done, such as do = "pin". Known are: pin,'),
        ("\n\n" + one_rule(on="price_dorp"), 'rule 1 (line 3), on: there is no "price_dorp"; did you mean'),
        (
            one_rule() + one_rule("name = 'Hats'", do="pinn"),
            'rule 2 ("Hats", line 4), do: there is no "pinn"; did',
        ),
        ("rule = [{ on = 'nwe', do = 'pin' }]", "rule 1, on: there is no"),
        ("[[rule]]\non = []\ndo = 'pin'", "on: give 1 to 12 of: new,"),
        ("[[rule]]\non = [[1]]\ndo = 'pin'", "on: a text is needed"),
        (one_rule("borad = 'x'"), '"borad" is not known; did you mean "board"?'),
        (one_rule("tag = 'x'"), '"tag" is not known'),
        (one_rule("when = { tags = 'x' }"), ', when: "tags" is not known; did you mean "tag"?'),
        (one_rule("when = 'x'"), "when: a table is needed"),
        (one_rule("when = { tag = '/(/' }"), "when, tag: /(/ cannot be read"),
        (one_rule("any = [{}]"), "any: a table without a condition"),
        (one_rule("not = { price = 'cheap' }"), 'not, price: "cheap" is no range'),
        (one_rule("by_percent = 20"), "by_percent is of a price_drop or price_rise, and on names neither"),
        (one_rule("by_percent = 0", on="price_drop"), "by_percent: a number above 0 is needed"),
        (one_rule("by_percent = nan", on="price_drop"), "by_percent: a number above 0"),
        (one_rule("by_percent = inf", on="price_drop"), "by_percent: a number above 0"),
        (one_rule("by_percent = true", on="price_drop"), "by_percent: a number above 0"),
        (one_rule("by_percent = '20'", on="price_drop"), "by_percent: a number above 0"),
        (one_rule("by_percent = 100", on="price_drop"), "by_percent: no price drops by 100 %"),
        (one_rule("by_percent = 10001", on="price_rise"), "by_percent: a number above 0"),
        (one_rule("by_percent = 0x" + "f" * 5_000, on="price_rise"), "by_percent: a number above 0"),
        (one_rule("name = 0x" + "f" * 5_000), "name: a text is needed"),
        (one_rule("added = 'x'"), "added is of tag_added, and on does not name it"),
        (one_rule("added = []", on="tag_added"), "added: give 1 to"),
        (one_rule("added = '/[/'", on="tag_added"), "added: /[/ cannot be read"),
        (one_rule("board = 'x'", do="delete"), '"board" means nothing with do = "delete"'),
        (one_rule("cooldown = '1d'", do="update"), '"cooldown" means nothing with do = "update"'),
        (one_rule("edition = 'x'"), '"edition" means nothing with do = "pin"'),
        (one_rule("images = 1", do="nothing"), '"images" means nothing with do = "nothing"'),
        (one_rule(on="deleted"), "there is no product to pin when it is deleted; write"),
        ("[[rule]]\non = ['out_of_stock', 'deleted']\ndo = 'replace'", "there is no product to replace"),
        (one_rule("account = ''"), "account: a text is needed"),
        (one_rule("board = '{brnd}'"), 'board: {brnd} is not known; did you mean "brand"?'),
        (one_rule("section = 7.5"), "section: a text is needed"),
        (
            one_rule("title = '{titel}'"),
            'title template, character 1: {titel} is not known; did you mean "title"?',
        ),
        (one_rule("description = '{{title}}'"), "for the variable write {title}"),
        (one_rule("title = '{'"), "title template, character 1"),
        (one_rule(f"title = '{'x' * 301}'"), "title: it has 301 characters"),
        (one_rule("window = '18:00'"), 'window: "18:00" '),
        (one_rule("window = 'Mon 18:00-22:00'"), "does not say in which time zone"),
        (one_rule("window = 'Mon 18:00-22:00 Europe/Berlni'"), "Europe/Berlni"),
        (one_rule("images = 0"), 'images: "hero", "all" or a number from 1 to 20'),
        (one_rule("images = 21"), 'images: "hero"'),
        (one_rule("images = true"), 'images: "hero"'),
        (one_rule("images = 'first'"), 'images: "hero"'),
        (one_rule("images = []"), 'images: "hero"'),
        (one_rule("priority = 'urgnt'"), 'priority: there is no "urgnt"; did you mean "urgent"?'),
        (one_rule("priority = 7"), 'priority: there is no "7". Known are: urgent, normal, low'),
        (one_rule("cooldown = '7 weeks'"), 'cooldown: "7 weeks" is no length of time: write 7d, 12h or 30m'),
        (one_rule("cooldown = '366d'"), "at most 365d are taken"),
        (one_rule("edition = '{dat}'", do="repin"), 'edition: {dat} is not known; did you mean "date"?'),
        (one_rule(f"edition = '{'x' * 101}'", do="repin"), "edition: it has 101 characters"),
        (one_rule() * (CHANGE_RULES_MAX + 1), f"at most {CHANGE_RULES_MAX} are taken"),
    ],
)
def test_a_slip_names_the_rule_and_what_would_be_understood(text: str, said: str) -> None:
    assert said in refusal(text)


def test_columns_of_the_source_are_variables_when_they_are_known() -> None:
    text = one_rule("title = '{title} {Season}'")
    assert read_change_rules(text, DEMO, headers=["season"]).rules[0].wording.title == "{title} {Season}"
    with pytest.raises(RulesBroken, match=r"\{Season\} is not known"):
        read_change_rules(text, DEMO, headers=["Colour"])


def test_a_column_that_nobody_knows_of_yet_may_be_one_of_the_source_s() -> None:
    assert rules_of(one_rule("title = '{title} {Season}'"))[0].wording.title == "{title} {Season}"


@given(
    st.lists(
        st.sampled_from(
            [
                "[[rule]]\n",
                "on = ",
                "'new'\n",
                "do = ",
                "'pin'\n",
                "[",
                "{",
                "}",
                "when = ",
                "7\n",
                "title = ",
                "'{x}'\n",
            ]
        )
    )
    | texts(200).map(list)
)
def test_any_text_is_rules_that_work_or_is_refused_in_words(pieces: list[str]) -> None:
    try:
        rules = read_change_rules("".join(pieces), DEMO)
    except RulesBroken as broken:
        said = str(broken)
    else:
        said = repr(ChangeBook.of(rules))
    assert re.search(r"\w", said)


@given(st.sampled_from(RULE_WORDS), texts(60) | st.integers() | st.floats() | st.booleans())
def test_any_value_in_any_place_is_taken_or_refused_in_words(word: str, value: object) -> None:
    said = "'" + re.sub(r"[^ -&(-~]", "", value) + "'" if isinstance(value, str) else str(value).lower()
    lines = [f"{key} = '{usual}'" for key, usual in (("on", "price_drop"), ("do", "repin")) if key != word]
    try:
        answer = repr(rules_of("\n".join(["[[rule]]", *lines, f"{word} = {said}"])))
    except RulesBroken as broken:
        answer = str(broken)
    assert "rule 1" in answer or "not TOML" in answer or word == "name"


def test_rules_that_are_kept_may_name_a_zone_that_is_refused_of_a_person_now() -> None:
    (rule,) = rules_of(one_rule("window = 'Mon 18:00-22:00 EST'"))
    assert rule.window is not None
    assert rule.window.zone == "EST"
