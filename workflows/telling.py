"""The pin's page in the Web UI: Markdown that tells its story, so that nobody needs another tool at night."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from contracts.contract import Instant
from contracts.outcome import ACTOR_WORDS, Actor, PinOutcome
from contracts.pin import PinDraft, PinRequest, PreparedImage, PreparedVideo, Uncertain
from contracts.reconciling import Then
from drafting.doubts import clock_words
from drafting.looks import LOOK_SECONDS_MAX
from drafting.next_steps import verdict_words

LINES_MAX = 40
"""Steps that are kept; the oldest but the first few give way."""


@dataclass
class Story:
    """What happened so far, newest last. `stage` is what the pin does now, in words."""

    request: PinRequest
    stage: str = "drafting the pin"
    draft: PinDraft | None = None
    end: PinOutcome | None = None
    lines: list[str] = field(default_factory=list)

    def tell(self, line: str) -> None:
        self.lines.append(line)
        if len(self.lines) > LINES_MAX:
            del self.lines[5]

    def markdown(self) -> str:
        """The page as it stands."""
        return "\n".join([*self._head(), "", *(f"- {line}" for line in self.lines)])

    def _head(self) -> list[str]:
        request = self.request
        lines = [
            f"### {request.title or request.product}",
            f"**Now:** {self.stage}",
            *(why_lines(self.end) if self.end else ()),
            "",
            f"Product `{request.product}` for board **{request.board_name or request.board_id}** "
            f"of account **{request.account}**" + (f", launch `{request.launch}`" if request.launch else ""),
        ]
        if self.draft:
            lines += ["", f"Title: {self.draft.title}", "", f"Link: {self.draft.link}"]
        return lines


def why_lines(outcome: PinOutcome) -> Sequence[str]:
    """Why it ended so, and who does what about it; nothing of one that is simply live."""
    lines = []
    if outcome.reason:
        lines.append(f"**Why:** {outcome.message} (`{outcome.reason}`)")
    if outcome.remedy:
        lines.append(f"**{ACTOR_WORDS[outcome.actor or Actor.NOBODY]}:** {outcome.remedy}")
    return lines


def end_line(outcome: PinOutcome) -> str:
    """The last line of a story."""
    words = [f"**{outcome.outcome}**"]
    if outcome.pin_id:
        words.append(f"as pin `{outcome.pin_id}`")
    if outcome.reason:
        words.append(f"because of `{outcome.reason}`: {outcome.message}")
    if outcome.remedy:
        words.append(f"— {outcome.actor}: {outcome.remedy}")
    return " ".join(words)


def reconciling_lines(
    lost: Uncertain, grace_seconds: float, now: Instant, then: Then = Then.POSTED_AGAIN
) -> Sequence[str]:
    """A pin whose answer was lost: when it was sent, what is known of it, and what happens next.

    Without an attempt of which the ledger told (`attempt` is 0) no moment is told: it may be that nothing left.
    """
    reading = f"the board is read, at most {LOOK_SECONDS_MAX:.0f} s apart; nothing is posted meanwhile"
    if not lost.attempt:
        return (_known_line(lost), f"next: {reading}")
    settles = lost.deadline + grace_seconds
    return (
        _attempt_line(lost),
        _known_line(lost),
        f"its pin may turn up on the board until {clock_words(settles)} ({grace_seconds:g} s of grace)",
        f"next: {reading}; {verdict_words(settles, now, then)}",
    )


def _attempt_line(lost: Uncertain) -> str:
    sent = f" was sent at {clock_words(lost.claimed)}" if lost.claimed is not None else ""
    return f"attempt {lost.attempt}{sent}; its answer was due by {clock_words(lost.deadline)}"


def _known_line(lost: Uncertain) -> str:
    return f"known: {lost.known or lost.detail or 'whether anything left stands in the ledger'}"


def prepared_line(prepared: PreparedImage | PreparedVideo) -> str:
    """`picture ready: 1000 x 1500, 182 KiB, sha256 ...`."""
    facts = [f"{prepared.width} x {prepared.height}", f"{prepared.size_bytes // 1024} KiB"]
    if isinstance(prepared, PreparedVideo):
        facts += [f"{prepared.seconds:.0f} s"] if prepared.seconds else []
        facts += ["with a cover" if prepared.cover else "its first frame as cover"]
    what = "video" if isinstance(prepared, PreparedVideo) else "picture"
    return f"{what} ready: {', '.join(facts)}, sha256 {prepared.sha256[:12]}"


def seconds_until(at: Instant, now: Instant) -> str:
    """`12 s`, never negative."""
    return f"{max(0, round(at - now))} s"
