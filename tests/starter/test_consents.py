"""What a browser, or a person's clipboard, brings back from the consent page."""

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from starter.consents import CODE_MAX, Allowed, Denied, Foreign, new_state, read_pasted, read_query

STATE = "a-state-that-nobody-guesses"


class TestQuery:
    def test_a_code_with_our_state_is_the_answer(self) -> None:
        assert read_query(f"code=abc123&state={STATE}", STATE) == Allowed("abc123")

    def test_further_fields_do_not_matter(self) -> None:
        assert read_query(f"code=abc&state={STATE}&scope=pins%3Aread", STATE) == Allowed("abc")

    def test_a_no_is_told_in_oauths_word(self) -> None:
        assert read_query(f"error=access_denied&state={STATE}", STATE) == Denied("access_denied")

    def test_a_no_is_shown_in_part_only(self) -> None:
        found = read_query(f"error={'x' * 5_000}&state={STATE}", STATE)
        assert isinstance(found, Denied)
        assert len(found.word) <= 100

    @pytest.mark.parametrize(
        "query",
        [
            "",
            "code=abc",
            "code=abc&state=",
            "code=abc&state=another",
            f"code=abc&state={STATE}x",
            f"code=abc&state={STATE[:-1]}",
            f"code=abc&state={STATE}&state={STATE}",
            f"code=abc&state={STATE}&state=another",
            "code=abc&state=%C3%A9%00",
            "error=access_denied",
            "error=access_denied&state=another",
            f"state={STATE}",
            f"code=&state={STATE}",
            f"code=a&code=b&state={STATE}",
            f"code=two+words&state={STATE}",
            f"code=%0d%0aSet-Cookie&state={STATE}",
            f"code=%C3%A9&state={STATE}",
            f"code={'x' * (CODE_MAX + 1)}&state={STATE}",
            "&".join(f"a{number}=1" for number in range(100)) + f"&code=abc&state={STATE}",
        ],
    )
    def test_anything_else_is_no_answer(self, query: str) -> None:
        assert isinstance(read_query(query, STATE), Foreign)

    @given(st.text(max_size=300), st.text(max_size=60))
    def test_no_state_but_ours_ever_counts(self, code: str, state: str) -> None:
        query = urlencode({"code": code, "state": state})
        assert isinstance(read_query(query, STATE), Foreign)

    @given(st.text(max_size=300))
    def test_whatever_comes_is_read_without_an_error(self, query: str) -> None:
        assert isinstance(read_query(query, STATE), Foreign)


class TestPasted:
    @pytest.mark.parametrize(
        "text",
        [
            f"http://localhost:8085/?code=abc123&state={STATE}",
            f"  http://localhost:8085/?state={STATE}&code=abc123\n",
            f"?code=abc123&state={STATE}",
            "abc123",
            " abc123 \n",
        ],
    )
    def test_the_whole_address_does_as_well_as_the_code(self, text: str) -> None:
        assert read_pasted(text, STATE) == Allowed("abc123")

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "   ",
            "http://localhost:8085/",
            "http://localhost:8085/?code=abc123",
            "http://localhost:8085/?code=abc123&state=of-another-attempt",
            "two words",
            "https://www.pinterest.com/oauth/?client_id=1",
        ],
    )
    def test_an_address_without_our_state_is_no_answer(self, text: str) -> None:
        assert isinstance(read_pasted(text, STATE), Foreign)

    def test_a_pasted_no_is_a_no(self) -> None:
        pasted = f"http://localhost:8085/?error=access_denied&state={STATE}"
        assert read_pasted(pasted, STATE) == Denied("access_denied")


def test_every_attempt_has_a_state_of_its_own() -> None:
    assert len({new_state() for _ in range(100)}) == 100
    assert all(len(new_state()) >= 40 for _ in range(10))


def test_a_code_shows_in_no_representation() -> None:
    assert "abc123" not in repr(read_query(f"code=abc123&state={STATE}", STATE))
