"""A shop's busy day in its database: rows come, change and go in transactions, some of which come to nothing."""

import random
from copy import deepcopy
from dataclasses import dataclass, field

from catalog.postgres_sessions import PostgresSession
from tests.logical_postgres import a_row, columns_of

TABLES = ("mugs", "shirts", "posters")
ROWS = 200
"""That come and go, of each table."""
CHANGES_MAX = 40
"""Of one transaction, and as many more that are taken back."""
ROLLED_BACK, HALF_ROLLED_BACK = 0.1, 0.15
DELETED, LONG = 0.15, 0.3
LONG_BYTES = 3_000
"""A server keeps a value of so many, in hexadecimal, apart from its row."""


@dataclass
class Day:
    """What came of it so far."""

    there: set[str] = field(default_factory=set)
    changes: int = 0
    """Rows that were changed for good."""


@dataclass
class Clerk:
    """Works at random, and always in the same way."""

    session: PostgresSession
    dice: random.Random
    day: Day = field(default_factory=Day)

    def copy_in(self, table: str, count: int) -> None:
        """Rows that stay as they are; all of a COPY have one position in the server's log."""
        keys = [f"{table}-copied-{self.day.changes}-{number}" for number in range(count)]
        lines = ["\t".join(columns_of(key, "A copy", "9.50", "Soft")) + "\n" for key in keys]
        self.session.connection.run(f"COPY {table} FROM STDIN", stream=lines)
        self.day.changes += count

    def transact(self) -> None:
        """One transaction; a part of it, or all of it, may be taken back."""
        before = deepcopy(self.day)
        self.session.ask("BEGIN")
        self._change()
        if self.dice.random() < HALF_ROLLED_BACK:
            self._change_and_take_back()
        undone = self.dice.random() < ROLLED_BACK
        self.session.ask("ROLLBACK" if undone else "COMMIT")
        self.day = before if undone else self.day

    def _change_and_take_back(self) -> None:
        half = deepcopy(self.day)
        self.session.ask("SAVEPOINT half")
        self._change()
        self.session.ask("ROLLBACK TO half")
        self.day = half

    def _change(self) -> None:
        """In one breath, so that the day is short."""
        count = self.dice.randint(1, CHANGES_MAX)
        self.session.ask(";".join(self._statement() for _ in range(count)))
        self.day.changes += count

    def _statement(self) -> str:
        table = self.dice.choice(TABLES)
        key = f"{table}-{self.dice.randrange(ROWS)}"
        if key not in self.day.there:
            self.day.there.add(key)
            row = a_row(key, price=self._price(), description=self._description())
            return f"INSERT INTO {table} VALUES {row}"  # noqa: S608 - the clerk's own words, as below
        if self.dice.random() < DELETED:
            self.day.there.discard(key)
            return f"DELETE FROM {table} WHERE id = '{key}'"  # noqa: S608
        return f"UPDATE {table} SET {self._news()} WHERE id = '{key}'"  # noqa: S608

    def _news(self) -> str:
        price, title = f"price = {self._price()}", f"title = 'As of {self.dice.randrange(10**9)}'"
        description = f"description = '{self._description()}'"
        return self.dice.choice((price, title, f"{price}, {title}", description))

    def _price(self) -> str:
        return str(self.dice.randrange(100, 100_000) / 100)

    def _description(self) -> str:
        if self.dice.random() < LONG:
            return self.dice.randbytes(LONG_BYTES).hex()
        return f"Soft, of lot {self.dice.randrange(10**6)}"
