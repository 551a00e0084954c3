"""The worker's key: one that is lost is never replaced by another, which would open nothing."""

from pathlib import Path

import pytest

import worker
from config import Settings
from starter.home import Home
from starter.sealers import sealer_for
from store.sealing import SealBroken

TOKEN = "pina_S3cretS3cretS3cret"


def test_a_key_file_that_vanishes_under_a_running_worker_is_not_made_anew(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    running = worker.sealer(settings)
    sealed = running.seal(TOKEN)
    key_file = Home(tmp_path).key_file
    kept = key_file.read_text()
    key_file.unlink()
    with pytest.raises(SealBroken, match="cannot be read"):
        running.seal(TOKEN)
    assert not key_file.exists()
    key_file.write_text(kept)
    assert running.open(sealed) == TOKEN


def test_the_worker_and_the_commands_open_what_the_other_sealed(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert sealer_for(settings).open(worker.sealer(settings).seal(TOKEN)) == TOKEN
    assert worker.sealer(settings).open(sealer_for(settings).seal(TOKEN)) == TOKEN
