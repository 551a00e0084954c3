"""Names of boards and sections in a file of rules, perhaps with variables."""

from types import MappingProxyType

from drafting.near_misses import did_you_mean, listed
from drafting.place_names import PLACE_VARIABLES
from drafting.templates import TemplateBroken, fold_variable, read_template
from drafting.toml_tables import RulesBroken, text_in

VARIABLES = MappingProxyType({fold_variable(name): name for name in PLACE_VARIABLES})


def read_place(where: str, value: object, length: int) -> str:
    """A name of at most `length` characters, perhaps with variables. Raises `RulesBroken`."""
    text = text_in(where, value, length)
    try:
        template = read_template(text)
    except TemplateBroken as broken:
        raise RulesBroken(f"{where}: {broken}.") from broken
    for variable in template.variables():
        if variable.name not in VARIABLES:
            near = did_you_mean(variable.written, VARIABLES.values()) or "."
            known = listed(VARIABLES.values())
            raise RulesBroken(f"{where}: {{{variable.written}}} is not known{near} Known are: {known}.")
    return text
