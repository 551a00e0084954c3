"""What a person sees of an examination: a line for each thing, what to do beneath it, and the sum at the end."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from starter.findings import Finding, Findings, Report, State, is_well, skipped, summary

WIDTH_MAX = 100
NAME_WIDTH = 18

MARKS = {
    State.OK: ("✓", "green"),
    State.WARNING: ("!", "bold yellow"),
    State.FAILED: ("✗", "bold red"),
    State.SKIPPED: ("-", "dim"),
}


def show_report(report: Report, console: Console) -> None:
    """Print it, at most `WIDTH_MAX` columns wide."""
    console.width = min(console.width, WIDTH_MAX)
    for group, findings in report.items():
        console.print(Text(group, style="bold"))
        console.print(_table(_shortened(findings)))
        console.print()
    console.print(Text(summary(report), style="bold green" if is_well(report) else "bold red"))


def _shortened(findings: Findings) -> Findings:
    """A group of which nothing was looked at, for one reason, is one line."""
    reasons = {finding.found for finding in findings}
    if len(reasons) > 1 or any(finding.state is not State.SKIPPED for finding in findings):
        return findings
    return (skipped("not looked at", reasons.pop()),)


def _table(findings: Findings) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1))
    table.add_column(width=2, justify="right")
    table.add_column(width=NAME_WIDTH, overflow="fold")
    table.add_column(overflow="fold")
    for finding in findings:
        mark, style = MARKS[finding.state]
        table.add_row(Text(mark, style=style), Text(finding.name), _words(finding))
    return table


def _words(finding: Finding) -> Text:
    found = Text(finding.found, style="dim" if finding.state is State.SKIPPED else "")
    return Text.assemble(found, "\n", (f"→ {finding.remedy}", "yellow")) if finding.remedy else found
