"""Copy templates: how a launch words its pins, for every board or for one."""

from typing import Annotated

from pydantic import Field, StringConstraints

from contracts.contract import Contract, Line

TITLE_TEMPLATE_MAX = 300
DESCRIPTION_TEMPLATE_MAX = 2_000
BOARDS_MAX = 50
"""Boards of one launch that may have a wording of their own."""


class Wording(Contract):
    """Templates with `{variables}`, checked when they were given; None: the product's own words."""

    title: Annotated[str, StringConstraints(max_length=TITLE_TEMPLATE_MAX)] | None = None
    description: Annotated[str, StringConstraints(max_length=DESCRIPTION_TEMPLATE_MAX)] | None = None

    def over(self, other: "Wording") -> "Wording":
        """The templates of this wording, and the other's where it has none."""
        return Wording(title=self.title or other.title, description=self.description or other.description)


PLAIN = Wording()
"""The product's own words."""


class Wordings(Contract):
    """A launch's templates: for every board, and over them those for one board by its folded name."""

    every: Wording = PLAIN
    boards: Annotated[dict[Line, Wording], Field(max_length=BOARDS_MAX)] = Field(default_factory=dict)

    def on(self, folded_board: str) -> Wording:
        """The wording for a board, by `drafting.boards.fold_board_name` of its name."""
        return self.boards.get(folded_board, PLAIN).over(self.every)
