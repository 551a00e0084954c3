"""What a person typed after `launch` or `plan`, and the wish that is meant by it."""

from dataclasses import dataclass, field
from pathlib import Path

from starter.launching import LaunchWish, read_images, read_priority
from starter.templates import read_wordings
from starter.window_rules import RuleWords, read_rule

HOUR_SECONDS = 3_600.0


@dataclass(frozen=True, kw_only=True)
class CatalogWords:
    """Which products, and what their file leaves open."""

    file: Path
    shop: str | None = None
    zone: str | None = None
    edition: str = ""
    images: str = "1"
    limit: int | None = None


@dataclass(frozen=True, kw_only=True)
class BoardWords:
    """Where their pins go."""

    account: str | None = None
    board: str | None = None
    boards_file: Path | None = None
    create: bool = True


@dataclass(frozen=True, kw_only=True)
class TextWords:
    """What stands on them."""

    title: str | None = None
    description: str | None = None
    templates: Path | None = None


@dataclass(frozen=True, kw_only=True)
class LaunchWords:
    """All of it."""

    catalog: CatalogWords
    boards: BoardWords = field(default_factory=BoardWords)
    texts: TextWords = field(default_factory=TextWords)
    rule: RuleWords = field(default_factory=RuleWords)
    priority: str = "normal"
    look_again_hours: int | None = None


def read_wish(words: LaunchWords) -> LaunchWish:
    """The wish that is meant. Raises `CommandFailed` for words that cannot be meant."""
    catalog, boards, texts = words.catalog, words.boards, words.texts
    return LaunchWish(
        file=catalog.file,
        account=boards.account,
        board=boards.board,
        boards_file=boards.boards_file,
        shop=catalog.shop,
        edition=catalog.edition.strip(),
        limit=catalog.limit,
        create_boards=boards.create,
        images=read_images(catalog.images),
        zone=catalog.zone,
        wordings=read_wordings(texts.title, texts.description, texts.templates),
        priority=read_priority(words.priority),
        window=read_rule(words.rule, zone=catalog.zone),
        look_again_seconds=words.look_again_hours * HOUR_SECONDS if words.look_again_hours else None,
    )
