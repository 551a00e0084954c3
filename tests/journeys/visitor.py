"""A person at a real browser, as `BROWSER` of the command: `visitor ACCOUNT PICTURE ADDRESS` allows all."""

import sys
from pathlib import Path

from tests.journeys.chromium import chromium

ENDED = "document.title.endsWith('Pinflow') && document.body.innerText.includes('close this window')"


def main() -> None:
    account, picture, address = sys.argv[1:]
    with chromium() as browser:
        browser.go(address)
        browser.picture(Path(f"{picture}-asked.png"))
        browser.fill("input[name=account]", account)
        browser.press("button[value=allow]")
        browser.until(ENDED)
        browser.picture(Path(f"{picture}.png"))


if __name__ == "__main__":
    main()
