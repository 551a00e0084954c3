"""The page that the person's browser ends at: what came of the consent, and that the window can be closed.

It loads nothing, runs nothing, and is kept nowhere: its address has the code in it.
"""

from dataclasses import dataclass
from html import escape
from http import HTTPStatus

STYLE = """
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:#f6f3ef;color:#211f1c;
 font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{width:100%;max-width:520px;padding:44px 44px 40px;background:#fff;border-radius:28px;
 box-shadow:0 2px 28px rgba(60,45,30,.12);border-top:6px solid var(--tone)}
.mark{display:grid;place-items:center;width:52px;height:52px;border-radius:50%;color:#fff;
 background:var(--tone);font-size:26px;font-weight:700}
h1{margin:22px 0 10px;font-size:27px;line-height:1.2;letter-spacing:-.015em;overflow-wrap:anywhere}
p{margin:0 0 12px;overflow-wrap:anywhere}
p:last-of-type{margin:0}
footer{margin-top:26px;padding-top:16px;border-top:1px solid #efece8;color:#8b857c;font-size:13.5px}
.good{--tone:#12805c}
.bad{--tone:#c8102e}
@media(prefers-color-scheme:dark){body{background:#191714;color:#f1ede7}main{background:#24211d;box-shadow:none}
 footer{border-color:#38332d}}
"""

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Connection": "close",
}

CLOSE = "You can close this window and go back to the terminal."


@dataclass(frozen=True)
class Page:
    """What the browser shows. `lines` are sentences; nothing in them is taken for markup."""

    title: str
    lines: tuple[str, ...]
    status: HTTPStatus = HTTPStatus.OK

    def to_http(self) -> bytes:
        """The whole answer, to be followed by the end of the connection."""
        body = self._html().encode()
        head = {**HEADERS, "Content-Length": str(len(body))}
        lines = [f"HTTP/1.1 {self.status.value} {self.status.phrase}", *(f"{k}: {v}" for k, v in head.items())]
        return "\r\n".join([*lines, "", ""]).encode("ascii") + body

    def _html(self) -> str:
        good = self.status is HTTPStatus.OK
        tone, mark = ("good", "&#10003;") if good else ("bad", "!")
        told = "".join(f"<p>{escape(line)}</p>" for line in self.lines)
        return (
            '<!doctype html><html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{escape(self.title)} · Pinflow</title><style>{STYLE}</style></head>"
            f'<body class="{tone}"><main><div class="mark" aria-hidden="true">{mark}</div>'
            f"<h1>{escape(self.title)}</h1>{told}<footer>Pinflow, on this machine</footer></main></body></html>"
        )


def connected_page(account: str, username: str) -> Page:
    called = "" if account == username else f", as {account}"
    return Page("Connected", (f"Pinterest's account {username} is connected{called}.", CLOSE))


def failed_page(why: str) -> Page:
    return Page("Not connected", (*why.splitlines(), CLOSE), HTTPStatus.BAD_REQUEST)


def foreign_page(why: str) -> Page:
    """For an answer that nobody waits for; the right one may still come."""
    return Page(
        "Not the answer we wait for",
        (f"This answer does not count: {why}.", "Go on in the window that was opened last, or begin anew."),
        HTTPStatus.BAD_REQUEST,
    )


SPENT_PAGE = Page(
    "Already answered", ("This answer was used before; nothing more comes of it.", CLOSE), HTTPStatus.CONFLICT
)
NO_PAGE = Page("Nothing here", ("Pinflow waits here for Pinterest's answer alone.",), HTTPStatus.NOT_FOUND)
NO_METHOD_PAGE = Page(
    "Not like this", ("Only a browser that Pinterest sends back is answered here.",), HTTPStatus.METHOD_NOT_ALLOWED
)
GONE_PAGE = failed_page("The command in the terminal has ended before this was settled. See what it says.")
