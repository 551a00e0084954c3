"""`pinflow sources`: what is added, shown, changed and removed in a home's ledger."""

import asyncio
import io
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from config import load_settings
from contracts.intake import Delivery, PollNote
from contracts.names import SourceKey
from starter.__main__ import run_command
from starter.failures import ExitCode
from starter.ledger import Ledger, open_ledger
from starter.source_rules import USUAL_TEXT
from starter.the_source import sources_of
from store.inbox import SqlInbox
from store.sources import SqlSources
from tests.starter.free_ports import free_port

pytestmark = pytest.mark.usefixtures("home_with_ledger")

FEED = ("--kind", "feed", "--address", "https://shop.example.com/feed.xml")
RULES = """\
[[rule]]
name = "Sale"
on = "price_drop"
do = "repin"
board = "Sale"
"""
T = TypeVar("T")


def document(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> Any:  # Any: a JSON document
    assert run_command(["sources", *words, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run_command(["sources", *words]) == 0
    return " ".join(capsys.readouterr().out.split())


def refused(capsys: pytest.CaptureFixture[str], *words: str, code: int = ExitCode.USAGE) -> str:
    assert run_command(["sources", *words]) == code
    heard = capsys.readouterr()
    assert heard.out == ""
    return heard.err


def in_ledger(work: Callable[[Ledger], Awaitable[T]]) -> T:
    async def look() -> T:
        async with open_ledger(load_settings()) as ledger:
            return await work(ledger)

    return asyncio.run(look())


def in_sources(work: Callable[[SqlSources], Awaitable[T]]) -> T:
    return in_ledger(lambda ledger: work(sources_of(ledger)))


def secrets_of(name: str) -> tuple[str, ...]:
    return in_sources(lambda sources: sources.secrets(SourceKey(name)))


@pytest.fixture
def rules(tmp_path: Path) -> str:
    file = tmp_path / "rules.toml"
    file.write_text(RULES, encoding="utf-8")
    return str(file)


@pytest.fixture
def secret(tmp_path: Path) -> str:
    file = tmp_path / "secret.txt"
    file.write_text("shpss_0123456789\n", encoding="utf-8")
    return str(file)


class TestAdding:
    @pytest.mark.usefixtures("nothing_here")
    def test_where_nothing_is_no_source_is_listed_and_none_is_made(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        assert document(capsys, "list") == {"sources": []}
        assert "No source is kept here" in said(capsys, "list")
        assert not (tmp_path / ".pinflow").exists()

    def test_a_shop_s_webhooks_are_signed_with_the_secret_that_was_given(
        self, capsys: pytest.CaptureFixture[str], secret: str
    ) -> None:
        added = document(capsys, "add", "shop", "--kind", "shopify", "--secret-file", secret)
        assert added["door"] == {
            "address": "http://127.0.0.1:8100/hooks/shop",
            "topics": ["products/create", "products/update", "products/delete"],
            "served": False,
        }
        assert (added["account"], added["secret"], added["strangers"]) == ("demo", None, [])
        assert secrets_of("shop") == ("shpss_0123456789",)

    def test_a_secret_that_we_made_is_shown_once_and_never_again(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        made = document(capsys, "add", "woo", "--kind", "woocommerce")["secret"]
        assert secrets_of("woo") == (made,)
        assert made not in said(capsys, "show", "woo")
        assert made not in json.dumps(document(capsys, "show", "woo"))
        files = [file for file in tmp_path.rglob("*") if file.is_file()]
        assert [file for file in files if made.encode() in file.read_bytes()] == []

    def test_a_person_is_told_what_to_set_up_there(self, capsys: pytest.CaptureFixture[str]) -> None:
        told = said(capsys, "add", "cdc", "--kind", "debezium", "--column", "name=title")
        assert "http://127.0.0.1:8100/hooks/cdc" in told
        assert "X-Pinflow-Secret" in told
        assert "It is shown this once" in told
        assert "this machine alone" in told

    def test_own_events_come_with_a_key_and_need_no_secret(
        self, capsys: pytest.CaptureFixture[str], secret: str
    ) -> None:
        assert "They need no secret" in refused(capsys, "add", "x", "--kind", "events", "--secret-file", secret)
        added = document(capsys, "add", "desk", "--kind", "events")
        assert added["door"]["address"] == "http://127.0.0.1:8100/v1/events/desk"
        assert "pinflow keys create --scope intake --account demo" in said(capsys, "show", "desk")

    def test_a_feed_is_asked_by_a_schedule_that_the_worker_makes_where_temporal_is_not_there(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        told = said(capsys, "add", "feed", *FEED, "--every", "2h")
        assert "the worker follows within a minute" in told
        assert "pinflow sources run feed" in told
        shown = document(capsys, "show", "feed")
        assert shown["settings"] == {"address": FEED[-1], "every_seconds": 7_200.0}
        assert (shown["next_runs"], shown["polled"], shown["door"]["address"]) == (None, None, None)

    def test_a_feed_s_header_may_have_spaces_and_no_line_ends(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        file = tmp_path / "header.txt"
        file.write_text("Bearer abc def\n", encoding="utf-8")
        document(capsys, "add", "feed", *FEED, "--secret-file", str(file))
        assert secrets_of("feed") == ("Bearer abc def",)
        file.write_text("Bearer abc\ndef", encoding="utf-8")
        told = refused(capsys, "add", "other", *FEED, "--secret-file", str(file))
        assert "it is one line" in told
        assert "abc" not in told

    def test_a_header_that_says_something_else_holds_no_secret(
        self, capsys: pytest.CaptureFixture[str], secret: str
    ) -> None:
        told = refused(capsys, "add", "feed", *FEED, "--header", "Host", "--secret-file", secret)
        assert '"Host" is no header that can hold a secret' in told

    def test_rules_are_tried_and_kept_as_they_were_given(
        self, capsys: pytest.CaptureFixture[str], rules: str
    ) -> None:
        assert document(capsys, "add", "desk", "--kind", "events", "--rules", rules)["rules"] == 1
        assert document(capsys, "rules", "desk") == {"source": "desk", "own": True, "text": RULES}

    def test_rules_of_an_account_that_is_not_connected_are_kept_and_told(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        file = tmp_path / "rules.toml"
        file.write_text(f'{RULES}account = "lamps"\n', encoding="utf-8")
        told = said(capsys, "add", "desk", "--kind", "events", "--rules", str(file))
        assert "accounts that are not connected: lamps" in told

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            (("Shop", *FEED), "cannot be a source's name"),
            (("../shop", *FEED), "cannot be a source's name"),
            (("s" * 61, *FEED), "cannot be a source's name"),
            (("shop", "--kind", "shopfy"), 'did you mean "shopify"?'),
            (("shop", "--kind", ""), "Known are: shopify"),
            (("shop", "--kind", "feed"), "It has no address"),
            (("shop", *FEED, "--account", "nobody"), "there are: demo"),
            (("shop", "--kind", "feed", "--address", "http://10.0.0.3/f"), "leads to a private network"),
            (("shop", "--kind", "feed", "--address", "http://localhost:8080/f"), "--address: "),
            (("shop", "--kind", "feed", "--address", "https://me:pw@shop.example.com/f"), "--address: "),
            (("shop", "--kind", "events", "--shop", "http://192.168.1.1"), "--shop: "),
            (("shop", *FEED, "--rules", "nowhere.toml"), "The rules of nowhere.toml cannot be used"),
            (("shop", *FEED, "--prepare"), "for a source of kind postgresql"),
            (("shop", *FEED, "--dsn-file", "dsn.txt"), "--dsn-file means nothing"),
            (("shop", "--kind", "shopify"), "cannot be asked for without a terminal"),
        ],
    )
    def test_what_cannot_be_is_refused_and_nothing_is_kept(
        self, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
    ) -> None:
        assert told in refused(capsys, "add", *words)
        assert document(capsys, "list") == {"sources": []}

    @pytest.mark.parametrize(
        "content", [b"[[rule", b"\xff\xfe", b"[[rule]]\non = 'soon'\ndo = 'pin'", b"#" * 900_000]
    )
    def test_rules_that_cannot_be_read_are_refused(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes
    ) -> None:
        file = tmp_path / "rules.toml"
        file.write_bytes(content)
        told = refused(capsys, "add", "shop", *FEED, "--rules", str(file))
        assert "The rules of rules.toml cannot be used" in told

    def test_a_name_is_one_source_s(self, capsys: pytest.CaptureFixture[str]) -> None:
        document(capsys, "add", "shop", *FEED)
        assert "pinflow sources set shop" in refused(capsys, "add", "shop", "--kind", "events")
        assert [one["kind"] for one in document(capsys, "list")["sources"]] == ["feed"]

    @pytest.mark.parametrize(
        "dsn", ["mysql://u:geheim@h/d", "postgresql://h", "postgresql://u:geheim@h:99999999/d", "geheim"]
    )
    def test_a_database_s_address_that_is_none_is_refused_without_a_word_of_it(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path, dsn: str
    ) -> None:
        file = tmp_path / "dsn.txt"
        file.write_text(dsn, encoding="utf-8")
        words = ("--kind", "postgresql", "--slot", "pinflow", "--dsn-file", str(file))
        told = refused(capsys, "add", "erp", *words)
        assert "The connection string cannot be used" in told
        assert "geheim" not in told

    def test_a_database_that_does_not_answer_is_told_and_kept(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        file = tmp_path / "dsn.txt"
        file.write_text(f"postgresql://shop:geheim@127.0.0.1:{free_port()}/shop", encoding="utf-8")
        words = ("--kind", "postgresql", "--slot", "pinflow", "--table", "products", "--dsn-file", str(file))
        added = document(capsys, "add", "erp", *words)
        assert added["slot"]["state"] is None
        assert added["slot"]["trouble"]
        shown = said(capsys, "show", "erp")
        assert "cannot be looked at" in shown
        assert "geheim" not in shown + json.dumps(added)
        assert "cannot be set up" in refused(
            capsys, "add", "other", *words, "--prepare", code=ExitCode.SERVICE_AWAY
        )


class TestShowing:
    def test_what_came_was_refused_and_decided_is_told(self, capsys: pytest.CaptureFixture[str]) -> None:
        document(capsys, "add", "woo", "--kind", "woocommerce")
        now = time.time()

        async def arrive(ledger: Ledger) -> None:
            inbox, source = SqlInbox(ledger.database), SourceKey("woo")
            delivery = Delivery(source=source, topic="product.updated", dedupe="a", body=b"{", received=now)
            await inbox.accept([delivery, delivery])
            (taken,) = await inbox.take("test", 1, now, 60)
            await inbox.refuse(taken.id, "unreadable", "The body is no JSON.", now)
            await inbox.accept([delivery.model_copy(update={"dedupe": "b"})])

        in_ledger(arrive)
        shown = document(capsys, "show", "woo")
        assert shown["today"] == {"received": 3, "doubled": 1, "refused:unreadable": 1}
        assert shown["week"] == shown["today"]
        assert shown["backlog"]["deliveries"] == 1
        assert shown["backlog"]["oldest"] is not None
        (one,) = shown["refused"]
        assert (one["topic"], one["reason"], one["message"]) == (
            "product.updated",
            "unreadable",
            "The body is no JSON.",
        )
        told = said(capsys, "show", "woo")
        assert "3 received, 1 doubled, 1 refused (unreadable)" in told
        assert "unreadable: The body is no JSON." in told

    def test_a_poll_in_vain_is_told_with_what_to_do(self, capsys: pytest.CaptureFixture[str]) -> None:
        document(capsys, "add", "feed", *FEED)
        note = PollNote(at=time.time(), error="shop.example.com does not answer.", failures=1)
        in_sources(lambda sources: sources.note_poll(SourceKey("feed"), note))
        told = said(capsys, "list")
        assert "failing" in told
        assert "Source feed: it was last asked in vain: shop.example.com does not answer." in told
        assert "pinflow sources run feed" in said(capsys, "show", "feed")
        assert document(capsys, "show", "feed")["polled"]["error"] == note.error

    def test_status_names_sources_in_trouble(self, capsys: pytest.CaptureFixture[str]) -> None:
        document(capsys, "add", "feed", *FEED)
        assert run_command(["status"]) == 0
        assert "in trouble" not in capsys.readouterr().out
        note = PollNote(at=time.time(), error="It does not answer.")
        in_sources(lambda sources: sources.note_poll(SourceKey("feed"), note))
        assert run_command(["status"]) == 0
        assert "Sources in trouble: feed. See: pinflow sources list" in capsys.readouterr().out
        assert run_command(["status", "--json"]) == 0
        (one,) = json.loads(capsys.readouterr().out)["sources"]
        assert (one["source"], one["stops"]) == ("feed", True)

    @pytest.mark.parametrize(
        "words",
        [
            ("show",),
            ("run",),
            ("pause",),
            ("resume",),
            ("rules",),
            ("secret",),
            ("remove", "--yes"),
            ("set", "--every", "1h"),
        ],
    )
    def test_a_source_that_is_not_there_is_a_slip(
        self, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
    ) -> None:
        document(capsys, "add", "spring-shop", *FEED)
        assert 'did you mean "spring-shop"?' in refused(capsys, words[0], "sprng-shop", *words[1:])


class TestChanging:
    def test_a_paused_source_says_why_until_it_goes_on(self, capsys: pytest.CaptureFixture[str]) -> None:
        document(capsys, "add", "desk", "--kind", "events")
        assert document(capsys, "pause", "desk", "--why", "stocktaking")["paused"] == "stocktaking"
        assert "paused by a person: stocktaking" in said(capsys, "list")
        assert "what came meanwhile" in said(capsys, "resume", "desk")
        assert document(capsys, "show", "desk")["paused"] is None

    def test_a_reason_without_end_is_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        document(capsys, "add", "desk", "--kind", "events")
        assert "--why: " in refused(capsys, "pause", "desk", "--why", "x" * 301)

    def test_settings_change_and_the_others_stay(self, capsys: pytest.CaptureFixture[str]) -> None:
        document(capsys, "add", "feed", *FEED, "--currency", "EUR")
        changed = document(capsys, "set", "feed", "--every", "1d")
        assert changed["settings"] == {"address": FEED[-1], "currency": "EUR", "every_seconds": 86_400.0}
        assert changed["scheduled"] is False
        assert "Say what to set" in refused(capsys, "set", "feed")
        assert "private network" in refused(capsys, "set", "feed", "--address", "http://127.0.0.1/f")
        assert "It has no address" in refused(capsys, "set", "feed", "--address", "")
        assert document(capsys, "show", "feed")["settings"] == changed["settings"]

    def test_rules_are_replaced_and_go_back_to_the_usual(
        self, capsys: pytest.CaptureFixture[str], rules: str, tmp_path: Path
    ) -> None:
        document(capsys, "add", "desk", "--kind", "events")
        assert run_command(["sources", "rules", "desk"]) == 0
        assert capsys.readouterr().out == USUAL_TEXT
        assert document(capsys, "rules", "desk", rules)["rules"] == 1
        (tmp_path / "broken.toml").write_text("[[rule", encoding="utf-8")
        assert "It is not TOML" in refused(capsys, "rules", "desk", "broken.toml")
        assert document(capsys, "rules", "desk")["text"] == RULES
        assert document(capsys, "rules", "desk", "--usual") == {
            "source": "desk",
            "rules": 1,
            "own": False,
            "strangers": [],
            "scheduled": None,
        }
        assert "not both" in refused(capsys, "rules", "desk", rules, "--usual")


class TestSecrets:
    def test_a_new_secret_is_good_beside_the_old_until_that_is_dropped(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        old = document(capsys, "add", "woo", "--kind", "woocommerce")["secret"]
        new = document(capsys, "secret", "woo")["secret"]
        assert secrets_of("woo") == (new, old)
        assert document(capsys, "secret", "woo", "--drop-old") == {"source": "woo", "secrets": 1, "secret": None}
        assert secrets_of("woo") == (new,)

    def test_the_oldest_go_when_there_are_too_many(self, capsys: pytest.CaptureFixture[str]) -> None:
        document(capsys, "add", "woo", "--kind", "woocommerce")
        made = [document(capsys, "secret", "woo")["secret"] for _ in range(6)]
        assert secrets_of("woo") == tuple(reversed(made[-5:]))

    def test_who_is_asked_gets_one_secret_alone(
        self, capsys: pytest.CaptureFixture[str], secret: str, tmp_path: Path
    ) -> None:
        document(capsys, "add", "feed", *FEED, "--secret-file", secret)
        (tmp_path / "new.txt").write_text("another", encoding="utf-8")
        document(capsys, "secret", "feed", "--secret-file", "new.txt")
        assert secrets_of("feed") == ("another",)
        assert "without a terminal" in refused(capsys, "secret", "feed")

    def test_keys_are_no_secrets(self, capsys: pytest.CaptureFixture[str]) -> None:
        document(capsys, "add", "desk", "--kind", "events")
        assert "pinflow keys create" in refused(capsys, "secret", "desk")

    def test_a_door_without_a_secret_is_told(self, capsys: pytest.CaptureFixture[str]) -> None:
        document(capsys, "add", "shop", "--kind", "shopify", "--no-secret")
        assert secrets_of("shop") == ()
        assert "its door has no secret" in said(capsys, "list")


class TestRemoving:
    def test_a_removed_source_is_known_to_nobody(self, capsys: pytest.CaptureFixture[str]) -> None:
        document(capsys, "add", "desk", "--kind", "events")
        assert document(capsys, "remove", "desk", "--yes")["removed"] is True
        assert document(capsys, "list") == {"sources": []}
        document(capsys, "add", "desk", "--kind", "events")

    def test_nobody_is_asked_by_a_program(self, capsys: pytest.CaptureFixture[str]) -> None:
        document(capsys, "add", "desk", "--kind", "events")
        assert "say --yes" in refused(capsys, "remove", "desk", "--json")
        assert len(document(capsys, "list")["sources"]) == 1

    def test_without_a_yes_nothing_is_removed(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        document(capsys, "add", "desk", "--kind", "events")
        monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
        assert "Nothing was removed" in said(capsys, "remove", "desk")
        assert len(document(capsys, "list")["sources"]) == 1

    def test_a_slot_is_dropped_by_hand_or_with_its_source(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        file = tmp_path / "dsn.txt"
        file.write_text(f"postgresql://shop@127.0.0.1:{free_port()}/shop", encoding="utf-8")
        document(capsys, "add", "erp", "--kind", "postgresql", "--slot", "o'slot", "--dsn-file", str(file))
        told = refused(capsys, "remove", "erp", "--yes", "--drop-slot", code=ExitCode.SERVICE_AWAY)
        assert "Nothing was forgotten; the source is paused" in told
        assert "pg_drop_replication_slot('o''slot')" in said(capsys, "remove", "erp", "--yes")
        document(capsys, "add", "desk", "--kind", "events")
        assert "has none" in refused(capsys, "remove", "desk", "--yes", "--drop-slot")
