"""What is said of a refused request: Pinterest's words first and whole, then what to do."""

from ads.bisection import answered, culprits
from ads.verdicts import NAMED_MAX, verdict

WORDS = "Invalid request: 'columns' is wrong"


def test_the_words_come_first_and_whole_and_the_columns_are_named() -> None:
    told = verdict(WORDS, ("CTR", "LEADS"))
    assert told.startswith(f"{WORDS} Refused together: CTR, LEADS; the other columns are taken.")
    assert "--replace" in told
    assert "together" not in verdict(WORDS, ("CTR",))


def test_many_columns_are_counted() -> None:
    told = verdict(WORDS, tuple(f"COLUMN_{number}" for number in range(NAMED_MAX + 3)))
    assert "and 3 more" in told
    assert f"COLUMN_{NAMED_MAX}" not in told


def test_nothing_found_and_nothing_to_find_are_told_apart() -> None:
    assert "something else" in verdict(WORDS, ())
    assert "not found" in verdict(WORDS, None)


def test_what_is_refused_with_a_harmless_column_is_about_something_else() -> None:
    asked = []

    def refused(trial: tuple[str, ...]) -> bool:
        asked.append(trial)
        return True

    assert answered(culprits(("CTR", "LEADS")), refused) == ()
    assert len(asked) == 1


def test_one_culprit_among_many_is_found() -> None:
    columns = tuple(f"COLUMN_{number}" for number in range(600))
    assert answered(culprits(columns), lambda trial: "COLUMN_431" in trial) == ("COLUMN_431",)
