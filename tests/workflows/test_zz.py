from contracts.pace import Quota
from tests.builders import a_product, ACCOUNT
from tests.ledger import Ledger, a_write_reading
from tests.workflows.test_account import account_of
from store.accounts import SqlAccounts
from workflows.account import AccountWorkflow

async def test_x(world):
    t0=world.clock.now()
    await Ledger(world.database).note(a_write_reading(buckets=(Quota(limit=2, window_seconds=60),)), now=t0)
    await world.launch(*(a_product(f"mug-{n}") for n in range(3)))
    for i in range(600):
        await world.step(1)
        if i%15==0:
            v=await SqlAccounts(world.database).survey(ACCOUNT, world.clock.now())
            try:
                st=await account_of(world).query(AccountWorkflow.state)
                g=[(x.key[:4], round(x.slot.at-t0,1)) for x in st.granted]
            except Exception as e: g=str(e)[:30]
            print(round(world.clock.now()-t0), [round(w-t0,1) for w in v.writes], v.waiting_total, v.open_pins, g, len(world.pinterest.pins))
        if (await world.launches.tally("20261121-000000-test-0000")).done: break
    print([round(p.created-t0,1) for p in world.pinterest.pins.values()])
