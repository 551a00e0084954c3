"""What is not certain, in words that a person can act on."""

from drafting.doubts import PINS_TOLD_MAX, doubt_words, known_words, unread_words
from drafting.likeness import Resemblance

AT = 1_795_000_000.0
"""11:06:40 UTC."""


def like(pin_id: str, *, rivals: int = 1) -> Resemblance:
    return Resemblance(
        pin_id=pin_id, created=AT, title=True, link=True, likely=True, elsewhere=False, rivals=rivals
    )


def test_a_doubt_names_some_pins_and_counts_the_rest() -> None:
    words = doubt_words([like(str(number)) for number in range(PINS_TOLD_MAX + 2)])
    assert words.count("pin ") == PINS_TOLD_MAX
    assert words.endswith("; and 2 more like it")


def test_a_pin_that_two_attempts_fit_is_said_to_be_wanted_twice() -> None:
    assert doubt_words([like("1", rivals=2)]).endswith("title and link, as another attempt has")


def test_what_is_known_is_when_it_left_what_was_heard_and_what_the_board_showed() -> None:
    words = known_words(claimed=AT, detail="timeout", reads=7, last_read=AT + 1_731, doubt="pin 1 may be it")
    assert words == (
        "sent 11:06:40 UTC, no answer (timeout); the board was read whole 7 times, last at 11:35:31 UTC; "
        "pin 1 may be it"
    )


def test_what_is_known_of_an_attempt_that_nobody_looked_for() -> None:
    words = known_words(claimed=AT, detail="", reads=0, last_read=None, doubt="")
    assert words == "sent 11:06:40 UTC, no answer; the board was not read yet"


def test_a_board_that_was_never_read_to_its_end_is_said_to_be_that() -> None:
    assert "last at 11:06:50 UTC, never whole" in known_words(
        claimed=AT, detail="", reads=0, last_read=AT + 10, doubt=""
    )
    assert "read whole once" in known_words(claimed=AT, detail="", reads=1, last_read=AT + 10, doubt="")


def test_a_board_that_could_not_be_read_leaves_its_why_behind() -> None:
    assert unread_words("503", AT) == "it could not be read at 11:06:40 UTC: 503"
    assert len(unread_words("long " * 1_000, AT)) == 2_000


def test_what_says_that_there_was_no_answer_is_not_told_so_twice() -> None:
    known = known_words(
        claimed=AT, detail="No answer to POST /pins: out of time", reads=0, last_read=None, doubt=""
    )
    assert known == "sent 11:06:40 UTC, no answer to POST /pins: out of time; the board was not read yet"
