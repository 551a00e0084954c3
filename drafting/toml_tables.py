"""Rules in TOML, taken apart: tables, texts and the words that a table may have, or in words why they are none."""

import tomllib
from collections.abc import Mapping, Sequence

from contracts.board_rules import RULES_TEXT_MAX
from drafting.characters import one_line
from drafting.near_misses import did_you_mean, listed

NUMBER_BITS_MAX = 64
"""A longer number is no id, and may take long to write."""
WORD_SHOWN_MAX = 60

Table = Mapping[str, object]


class RulesBroken(ValueError):
    """Rules that cannot be used; the message says which rule, and what would be understood."""


def read_toml(text: str) -> Table:
    """The whole file as a table. Raises `RulesBroken`."""
    if len(text) > RULES_TEXT_MAX:
        raise RulesBroken(f"The rules have {len(text):,} characters; at most {RULES_TEXT_MAX:,} are taken.")
    try:
        return tomllib.loads(text)
    except ValueError as error:  # `TOMLDecodeError`, or a number of thousands of digits
        raise RulesBroken(f"It is not TOML: {error}.") from error
    except RecursionError:
        raise RulesBroken("It is not TOML that can be read: too many brackets within each other.") from None


def text_in(where: str, value: object, length: int) -> str:
    """A text, or a number in its place: ids and labels are often written so. Raises `RulesBroken`."""
    is_number = isinstance(value, int) and not isinstance(value, bool) and value.bit_length() <= NUMBER_BITS_MAX
    text = str(value) if is_number else value
    if not isinstance(text, str) or not one_line(text):
        raise RulesBroken(f"{where}: a text is needed, in quotes.")
    if len(text) > length:
        raise RulesBroken(f"{where}: it has {len(text):,} characters; at most {length} are taken.")
    return text


def table_in(where: str, value: object) -> Table:
    """A table. Raises `RulesBroken`."""
    if not isinstance(value, Mapping):
        raise RulesBroken(f"{where}: a table is needed.")
    return value


def tables_in(where: str, value: object, most: int) -> Sequence[Table]:
    """An array of tables, at most so many. Raises `RulesBroken`."""
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        raise RulesBroken(f"{where}: tables are needed, such as [[rule]].")
    if len(value) > most:
        raise RulesBroken(f"{where}: there are {len(value):,}; at most {most} are taken.")
    return value


def only_words(where: str, stated: Table, words: Sequence[str]) -> None:
    """Raises `RulesBroken` for a word that the table cannot have, with the one that may be meant."""
    for word in stated:
        if word not in words:
            near = did_you_mean(word, words) or "."
            raise RulesBroken(f'{where}"{word[:WORD_SHOWN_MAX]}" is not known{near} Known are: {listed(words)}.')
