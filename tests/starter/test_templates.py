"""The wordings of a launch, from options and from a file."""

from pathlib import Path

import pytest

from contracts.wording import Wording, Wordings
from starter.failures import CommandFailed, ExitCode
from starter.templates import FILE_BYTES_MAX, read_wordings, refuse_unknown_variables


def toml(folder: Path, text: str) -> Path:
    file = folder / "copy.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_nothing_said_is_the_product_s_own_words() -> None:
    assert read_wordings(None, None, None) == Wordings()


def test_a_file_words_every_board_and_single_ones(tmp_path: Path) -> None:
    file = toml(
        tmp_path,
        """
        title = "{title} by {brand}"
        description = "{description}"
        [boards."Spring  Looks"]
        title = "{title} for spring"
        """,
    )

    found = read_wordings(None, None, file)

    assert found.every == Wording(title="{title} by {brand}", description="{description}")
    assert found.on("spring looks") == Wording(title="{title} for spring", description="{description}")
    assert found.on("mugs") == found.every


def test_an_option_stands_over_the_file_s_own_line(tmp_path: Path) -> None:
    file = toml(tmp_path, 'title = "{title} by {brand}"\ndescription = "{description}"')

    found = read_wordings("{title}!", None, file)

    assert found.every == Wording(title="{title}!", description="{description}")


def test_a_board_s_own_template_stands_over_an_option(tmp_path: Path) -> None:
    """What is said of one board is said more exactly than what is said of all."""
    file = toml(tmp_path, '[boards.Mugs]\ntitle = "{title} mug"')

    assert read_wordings("{title}!", None, file).on("mugs").title == "{title} mug"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("titel = 'x'", "'titel' is not known"),
        ("title = 7", "title"),
        ("title = ", "not TOML"),
        ("boards = 'Mugs'", "must be tables"),
        ("[boards]\nMugs = 'x'", 'board "Mugs"'),
        ("[boards.Mugs]\nlink = 'x'", 'board "Mugs"'),
        ("[boards.Mugs]\ntitle = 7", 'board "Mugs": title'),
        (f"title = '{'x' * 301}'", "title"),
        ("\n".join(f"[boards.b{number}]\ntitle = 'x'" for number in range(51)), "50"),
        (f"[boards.{'b' * 301}]\ntitle = 'x'", "300"),
    ],
)
def test_a_file_that_cannot_be_meant_is_told_with_its_name(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(CommandFailed) as raised:
        read_wordings(None, None, toml(tmp_path, text))
    assert raised.value.exit_code == ExitCode.USAGE
    assert "copy.toml" in str(raised.value)
    assert told in str(raised.value)


def test_a_file_in_another_charset_is_told(tmp_path: Path) -> None:
    file = tmp_path / "copy.toml"
    file.write_bytes("title = 'Für dich'".encode("cp1252"))

    with pytest.raises(CommandFailed, match="not TOML"):
        read_wordings(None, None, file)


def test_a_file_that_is_not_there_or_a_folder_is_told(tmp_path: Path) -> None:
    for file in (tmp_path / "nothing.toml", tmp_path):
        with pytest.raises(CommandFailed, match="cannot be used"):
            read_wordings(None, None, file)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match="500,000 bytes"):
        read_wordings(None, None, toml(tmp_path, f"title = '{'x' * FILE_BYTES_MAX}'"))


def test_an_option_that_is_too_long_is_told_without_naming_a_file() -> None:
    with pytest.raises(CommandFailed, match=r"^The copy templates cannot be used: title"):
        read_wordings("x" * 301, None, None)


@pytest.mark.parametrize("template", ["{titel}", "{title", "[[now]]", "[[{price} [[x]]", "{{title}}"])
def test_a_template_that_cannot_be_used_is_wrong_usage(template: str) -> None:
    with pytest.raises(CommandFailed, match="title template") as raised:
        refuse_unknown_variables(read_wordings(template, None, None), set())
    assert raised.value.exit_code == ExitCode.USAGE


def test_a_broken_template_of_a_board_names_the_board(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match='board "mugs"'):
        refuse_unknown_variables(
            read_wordings(None, None, toml(tmp_path, "[boards.Mugs]\ntitle = '{titel}'")), set()
        )


def test_the_file_s_own_columns_are_variables() -> None:
    wordings = read_wordings("{title} [[in {Main colour}]]", None, None)

    refuse_unknown_variables(wordings, {"main_colour"})

    with pytest.raises(CommandFailed, match="Main colour"):
        refuse_unknown_variables(wordings, {"material"})
