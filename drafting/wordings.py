"""A wording's templates, checked once at the door, and put into a product's words for each pin."""

import re
from collections.abc import Collection

from contracts.pin import DESCRIPTION_MAX, TITLE_MAX
from contracts.wording import Wording, Wordings
from drafting.characters import one_line
from drafting.descriptions import draft_description
from drafting.near_misses import did_you_mean, listed
from drafting.templates import Template, TemplateBroken, Variable, fill, fold_variable, read_template
from drafting.titles import draft_title
from drafting.variables import BUILT_IN, Subject, variables_of

_DOUBLE_BRACES = re.compile(r"(?<!\{)\{\{([^{}]*)\}\}(?!\})")


def check_wordings(wordings: Wordings, headers: Collection[str]) -> None:
    """Every wording of a launch, as `check_wording`; a trouble names the board whose wording it is."""
    check_wording(wordings.every, headers)
    for board, wording in wordings.boards.items():
        try:
            check_wording(wording, headers)
        except TemplateBroken as broken:
            raise TemplateBroken(f'board "{board}", {broken}', position=broken.position) from broken


def check_wording(wording: Wording, headers: Collection[str]) -> None:
    """Raises `TemplateBroken` unless both templates can be read and every variable is known.

    Known are the built-in variables and `headers`: those of the file's columns that stand in `Product.extras`.
    """
    for which, text in (("title", wording.title), ("description", wording.description)):
        if text is not None:
            _check(which, text, headers)


def word_title(subject: Subject, wording: Wording) -> str:
    """At most 100 characters in one line: as the wording says it, else the product's own title.

    Its own, too, when the template speaks of a title and the product has none, or when nothing comes of it.
    """
    if wording.title is None:
        return draft_title(subject.product)
    template = read_template(wording.title)
    own = draft_title(subject.product)
    if not own and "title" in template.names():
        return ""
    return one_line(_filled(template, subject, TITLE_MAX)) or own


def word_description(subject: Subject, wording: Wording) -> str:
    """At most 800 characters: as the wording says it, else the product's own description."""
    if wording.description is None:
        return draft_description(subject.product)
    filled = _filled(read_template(wording.description), subject, DESCRIPTION_MAX)
    return filled or draft_description(subject.product)


def _filled(template: Template, subject: Subject, limit: int) -> str:
    return fill(template, variables_of(subject, template.names()), limit)


def _check(which: str, text: str, headers: Collection[str]) -> None:
    try:
        template = read_template(text)
    except TemplateBroken as broken:
        raise TemplateBroken(f"{which} template, {broken}", position=broken.position) from broken
    known = {fold_variable(name): name for name in (*headers, *BUILT_IN)}
    for variable in template.variables():
        if variable.name not in known:
            raise _unknown(which, variable, known.values())
    for braces in _DOUBLE_BRACES.finditer(text):
        _check_double(which, braces, known)


def _check_double(which: str, braces: re.Match[str], known: Collection[str]) -> None:
    """Other programs write `{{title}}` for what is `{title}` here: it would stand on every pin as `{title}`."""
    name = braces.group(1).strip()
    if fold_variable(name) in known:
        raise TemplateBroken(
            f"{which} template, character {braces.start() + 1}: {braces.group()} writes the braces themselves; "
            f"for the variable write {{{name}}}",
            position=braces.start() + 1,
        )


def _unknown(which: str, variable: Variable, known: Collection[str]) -> TemplateBroken:
    near = did_you_mean(variable.written, known)
    return TemplateBroken(
        f"{which} template, character {variable.position}: {{{variable.written}}} is not known"
        f"{near or '.'} Known are: {listed(sorted(known))}.",
        position=variable.position,
    )
