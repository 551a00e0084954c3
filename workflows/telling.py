"""The pin's page in the Web UI: Markdown that tells its story, so that nobody needs another tool at night."""

from dataclasses import dataclass, field

from contracts.contract import Instant
from contracts.outcome import PinOutcome
from contracts.pin import PinDraft, PinRequest, PreparedImage, PreparedVideo

LINES_MAX = 40
"""Steps that are kept; the oldest but the first few give way."""


@dataclass
class Story:
    """What happened so far, newest last. `stage` is what the pin does now, in words."""

    request: PinRequest
    stage: str = "drafting the pin"
    draft: PinDraft | None = None
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
            "",
            f"Product `{request.product}` for board **{request.board_name or request.board_id}** "
            f"of account **{request.account}**" + (f", launch `{request.launch}`" if request.launch else ""),
        ]
        if self.draft:
            lines += ["", f"Title: {self.draft.title}", "", f"Link: {self.draft.link}"]
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
