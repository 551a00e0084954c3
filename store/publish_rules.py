"""Who says when pins of an account leave: the launch, the account, its boards. In the caller's transaction."""

from collections.abc import Mapping

from sqlalchemy import delete
from sqlmodel import Session, col, select

from contracts.launch import LaunchPolicy
from contracts.names import AccountKey
from contracts.windows import WindowRule
from drafting.boards import fold_board_name
from drafting.planning import Rules
from store.arrivals import keep_last
from store.tables.accounts import WindowRow
from store.tables.launches import LaunchRow

OWN = ""
"""In place of a board's name: the account's own rule."""


def rules_of(session: Session, account: AccountKey) -> tuple[WindowRule | None, Mapping[str, WindowRule]]:
    """The account's own rule, and those of its boards by their folded names."""
    query = select(WindowRow).where(WindowRow.account == account).order_by(col(WindowRow.board))
    found = {row.board: WindowRule.model_validate_json(row.rule) for row in session.exec(query)}
    return found.pop(OWN, None), found


def rules_for(session: Session, launch: LaunchRow) -> Rules:
    """All that holds for rows of the launch."""
    own, boards = rules_of(session, AccountKey(launch.account))
    return Rules(launch=policy_of(launch).window, account=own, boards=boards)


def policy_of(launch: LaunchRow) -> LaunchPolicy:
    return LaunchPolicy.model_validate_json(launch.policy)


def is_windowed(session: Session, launch: LaunchRow) -> bool:
    """Whether anybody says when pins of the launch leave."""
    query = select(WindowRow.board).where(WindowRow.account == launch.account).limit(1)
    return policy_of(launch).window is not None or session.exec(query).first() is not None


def set_rule(session: Session, account: AccountKey, board: str | None, rule: WindowRule | None) -> None:
    """Keep the rule in place of the one that was there; None: there is none any more."""
    folded = OWN if board is None else fold_board_name(board)
    if rule is not None:
        keep_last(session, [WindowRow(account=account, board=folded, rule=rule.model_dump_json())])
        return
    session.exec(delete(WindowRow).where(col(WindowRow.account) == account, col(WindowRow.board) == folded))
