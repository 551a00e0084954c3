"""The ledger's tables, a module for each theme.

Instants are seconds since the epoch, UTC; contracts are kept as their own JSON text.
"""
