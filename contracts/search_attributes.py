"""What a workflow can be found by in the Web UI.

Apart from other names: who only reads the ledger does without the engine's package, which is slow to load.
"""

from temporalio.common import SearchAttributeKey

ACCOUNT_SA = SearchAttributeKey.for_keyword("PinflowAccount")
LAUNCH_SA = SearchAttributeKey.for_keyword("PinflowLaunch")
SKU_SA = SearchAttributeKey.for_keyword("PinflowSku")
BOARD_SA = SearchAttributeKey.for_keyword("PinflowBoard")
STAGE_SA = SearchAttributeKey.for_keyword("PinflowStage")
OUTCOME_SA = SearchAttributeKey.for_keyword("PinflowOutcome")
REASON_SA = SearchAttributeKey.for_keyword("PinflowReason")

SEARCH_ATTRIBUTES = (ACCOUNT_SA, LAUNCH_SA, SKU_SA, BOARD_SA, STAGE_SA, OUTCOME_SA, REASON_SA)
"""All of ours, each a Keyword. The embedded server takes ten at most."""
