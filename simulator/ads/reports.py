"""Reports: ordered, made in the background, looked after by their token, fetched by a link of five minutes."""

from __future__ import annotations

import secrets
from dataclasses import asdict

from simulator.ads.access import ad_account_of
from simulator.ads.asking import check_open
from simulator.ads.links import signed
from simulator.ads.report_asking import read_order
from simulator.ads.shape import day_of
from simulator.ads.state import Fate, Report
from simulator.answers import Answer
from simulator.call import Call
from simulator.seeded import dice

MAKING_SECONDS_MAX = 4.0


async def create_report(call: Call) -> Answer:
    tree = ad_account_of(call)
    order = read_order(call.json(), tree, day_of(call.now))
    check_open(tree.shape, order.question.columns)
    made = dice(call.world.seed, "report", len(call.world.state.ads.reports))
    making = made.uniform(0.0, MAKING_SECONDS_MAX)
    report = Report(
        token=secrets.token_hex(20),
        ad_account=tree.shape.id,
        created=call.now,
        ready=call.now + (making if call.effect.processing_delay is None else call.effect.processing_delay),
        fate=_fate(call),
        question=order.question,
        ids=order.ids,
        by_date=order.by_date,
        as_csv=order.as_csv,
    )
    call.world.record("ads_report", **asdict(report))
    return Answer(200, {"report_status": Fate.STUCK, "token": report.token, "message": None})


async def get_report(call: Call) -> Answer:
    """Whoever asks for another ad account's token learns that there is none."""
    tree = ad_account_of(call)
    token = call.parameters().required_text("token")
    report = call.world.state.ads.reports.get(token)
    if report is None or report.ad_account != tree.shape.id:
        return Answer(200, {"report_status": Fate.DOES_NOT_EXIST, "url": None, "size": None})
    status = report.status(call.now)
    url = signed(call.world, call.origin, token) if status is Fate.FINISHED else None
    return Answer(200, {"report_status": status, "url": url, "size": None})


def _fate(call: Call) -> Fate:
    return Fate.FINISHED if call.effect.report_fate is None else Fate(call.effect.report_fate)
