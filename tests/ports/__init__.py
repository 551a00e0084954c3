"""One suite for each port to the outside, run on the fake and on the adapter alike: a fake that promises something
else would make every test that leans on it a lie.

The ledger's ports (`Intents`, `Attempts`, `BoardBook`, `Accounts`, `Launches`) are not here: they have no fake,
because SQLite is one. Every test uses the real ledger in a file of its own; `tests/store` holds what it promises.
"""
