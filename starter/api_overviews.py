"""The parts of the HTTP API that look at the whole ledger: launches, sources, quotas, numbers, and plans."""

from intake.api.activity import ActivityApi
from intake.api.dashboard import DashboardApi
from intake.api.launches import LaunchesApi
from intake.api.plan import PlanApi
from intake.api.rate_meter import RateMeterApi
from intake.api.sources import SourcesApi
from starter.api_planning import LedgerPlanner
from starter.ledger import Ledger
from store.api_activity import SqlApiActivity
from store.api_dashboard import SqlApiDashboard
from store.api_launches import SqlApiLaunches
from store.sources import SqlSources

Overviews = tuple[LaunchesApi, SourcesApi, RateMeterApi, ActivityApi, DashboardApi, PlanApi]


def overview_resources(ledger: Ledger) -> Overviews:
    """Over this home's store."""
    database, accounts = ledger.database, ledger.accounts
    return (
        LaunchesApi(SqlApiLaunches(database), accounts),
        SourcesApi(SqlSources(database, ledger.sealer), accounts),
        RateMeterApi(accounts),
        ActivityApi(SqlApiActivity(database)),
        DashboardApi(SqlApiDashboard(database), accounts),
        PlanApi(LedgerPlanner(accounts, ledger.plans), accounts),
    )
