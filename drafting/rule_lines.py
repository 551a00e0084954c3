"""Where the rules of a file begin, so that a message can say on which line to look."""

import re
from collections.abc import Sequence

_HEADER = re.compile(r"""[ \t]*\[\[[ \t]*(?:rule|"rule"|'rule')[ \t]*\]\]""")


def rule_lines(text: str, rules: int) -> Sequence[int | None]:
    """The line of each `[[rule]]`, from 1; None for all where the text does not tell them apart.

    A header may stand in a text of several lines, and rules may stand in brackets without one: then the counts
    differ.
    """
    found = [at for at, line in enumerate(text.split("\n"), start=1) if _HEADER.match(line)]
    return found if len(found) == rules else [None] * rules
