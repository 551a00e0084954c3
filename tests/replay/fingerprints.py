"""What each workflow may ask Temporal for, in what order: read from its source, and kept beside the histories.

A run that is open has asked in the order of the source that it began with. When that order changes, the run cannot
go on: so the change must be patched (`workflow.patched`), recorded as a new history, and written down here:

    python -m tests.replay.fingerprints
"""

import ast
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from tests.replay.commands import INDENT, outline
from tests.replay.sources import NotReadable, Place, Room, read_room, room_sources

BASELINE = Path(__file__).parent / "baseline"
CALLED_BY_TEMPORAL = ("run", "signal", "update", "query")

Fingerprint = Mapping[str, Sequence[str]]
"""The outline of each function that a workflow reaches and that may ask for something, by the function's title."""


def fingerprints_of(sources: Mapping[str, str]) -> Mapping[str, Fingerprint]:
    """The fingerprint of every workflow class in these modules. Raises `NotReadable`."""
    room = read_room(sources)
    asking = _asking(room)
    outlines = {place: _outline(room, place, asking) for place in asking}
    return {name: _fingerprint(room, Place(module, name, ""), outlines) for name, module in room.workflows.items()}


def _asking(room: Room) -> Collection[Place]:
    """Functions that ask Temporal for something, themselves or through another. Raises `NotReadable`."""
    everywhere = frozenset(room.places())
    calls = {place: frozenset(_called(room, place, everywhere)) for place in everywhere}
    asking = {place for place in everywhere if _asks(_outline(room, place, ()))}
    while more := {place for place in everywhere - asking if calls[place] & asking}:
        asking |= more
    for place in asking:
        if place.owner and place.owner not in room.workflows:
            raise NotReadable(f"{place.module}.py: {place.owner} is no workflow: {place.name} belongs into one")
    return asking


WAYS = frozenset({"return", "raise", "break", "continue"})


def _asks(lines: Sequence[str]) -> bool:
    """Ways out alone ask for nothing."""
    return any(not line.endswith(":") and line.strip() not in WAYS for line in lines)


def _outline(room: Room, place: Place, asking: Collection[Place]) -> Sequence[str]:
    body = room.body(place)
    return outline(body, room.resolver(place, asking)) if body else ()


def _fingerprint(room: Room, workflow: Place, outlines: Mapping[Place, Sequence[str]]) -> Fingerprint:
    roots = {
        place: kind
        for place in outlines
        if place[:2] == workflow[:2] and (kind := _called_by_temporal(room, place)) is not None
    }
    titles = {place: _title(place, roots.get(place)) for place in _reached(room, roots, outlines)}
    order = sorted(titles, key=lambda place: (titles[place] != "run", place not in roots, titles[place]))
    return {titles[place]: outlines[place] for place in order}


def _called_by_temporal(room: Room, place: Place) -> str | None:
    body = room.body(place)
    said = [ast.unparse(decorator) for decorator in body.decorator_list] if body else []
    return next(
        (kind for kind in CALLED_BY_TEMPORAL for word in said if word.startswith(f"workflow.{kind}")), None
    )


def _title(place: Place, kind: str | None) -> str:
    if kind == "run":
        return kind
    if kind is not None:
        return f"{kind} {place.name}"
    return place.name if place.owner else f"{place.module}.{place.name}"


def _reached(room: Room, roots: Collection[Place], outlines: Mapping[Place, Sequence[str]]) -> Collection[Place]:
    reached, ahead = set[Place](), list(roots)
    while ahead:
        place = ahead.pop()
        if place not in reached:
            reached.add(place)
            ahead += _called(room, place, outlines)
    return reached


def _called(room: Room, place: Place, among: Collection[Place]) -> Sequence[Place]:
    """Who is named in the function, by the same eyes that wrote its outline."""
    body, resolve = room.body(place), room.resolver(place, among)
    names = [node for node in ast.walk(body) if isinstance(node, ast.Name | ast.Attribute)] if body else []
    return [found for node in names if (found := resolve(node)) is not None]


def page(fingerprint: Fingerprint) -> str:
    """A fingerprint as the baseline keeps it, a function's lines beneath its title."""
    parts = (f"{title}\n" + "".join(f"{INDENT}{line}\n" for line in lines) for title, lines in fingerprint.items())
    return "\n".join(parts)


def read_page(text: str) -> Fingerprint:
    """The fingerprint that `page` wrote."""
    found: dict[str, list[str]] = {}
    for line in filter(None, text.splitlines()):
        if line.startswith(INDENT):
            found[list(found)[-1]].append(line.removeprefix(INDENT))
        else:
            found[line] = []
    return found


def baseline() -> Mapping[str, Fingerprint]:
    """The fingerprints as they were written down last."""
    return {path.stem: read_page(path.read_text("utf-8")) for path in sorted(BASELINE.glob("*.txt"))}


def write_baseline() -> None:
    """Take the workflows as they are now for what open runs expect."""
    BASELINE.mkdir(exist_ok=True)
    found = fingerprints_of(room_sources())
    for name, fingerprint in found.items():
        (BASELINE / f"{name}.txt").write_text(page(fingerprint), "utf-8")
    for path in BASELINE.glob("*.txt"):
        if path.stem not in found:
            path.unlink()


if __name__ == "__main__":
    write_baseline()
