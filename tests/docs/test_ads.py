"""The page of ads data says what the rules are, and its source is one."""

import re
import tomllib

from ads.spec_trouble import unknown_fields
from contracts.ads import AdsSourceSpec
from tests.docs.pages import ROOT, blocks, section, table, text_of

PAGE = ROOT / "docs" / "ads.md"
OBJECTION = re.compile(r'Objection\(\s*(?:f?"[^"]+"|field),\s*"([a-z_]+)"')


def test_the_page_has_every_rule_of_a_request_and_no_others() -> None:
    said = {rule for file in (ROOT / "ads").glob("*.py") for rule in OBJECTION.findall(text_of(file))}
    assert {row[0].strip("`") for row in table(section(PAGE, "Before a call"))} == said


def test_the_source_of_the_page_and_the_example_can_be_read() -> None:
    example = (ROOT / "examples" / "ads" / "campaigns.toml").read_text(encoding="utf-8")
    for text in (*blocks(PAGE, "toml"), example):
        written = tomllib.loads(text)
        assert list(unknown_fields(written)) == []
        assert AdsSourceSpec.model_validate(written).key == "campaigns-daily"
