"""What an account that was being connected is left with when somebody interrupts it."""

from dataclasses import dataclass

from contracts.names import AccountKey


@dataclass
class Progress:
    """How far it has come; changes as it goes on, and outlives it.

    A transaction that began goes on in its thread, whoever is interrupted: between the two nobody can tell.
    """

    storing: AccountKey | None = None
    """The account whose tokens are handed to the ledger."""
    stored: bool = False
    """The ledger has said that it has them."""

    def words(self) -> str:
        """What is known, and the command that shows the rest."""
        if self.storing is None:
            return "Interrupted. Nothing was stored."
        if self.stored:
            return f"Interrupted, when {self.storing} was connected. See: pinflow accounts show {self.storing}"
        return (
            f"Interrupted while the tokens of {self.storing} were being stored: they may be there or not. See: "
            f"pinflow accounts show {self.storing}"
        )
