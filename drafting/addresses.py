"""Makes the address that somebody gave into a whole, canonical web address, or says why it is none.

The rules are RFC 3986's, with what browsers forgive (WHATWG URL): spaces and other characters are encoded, hosts
are lower case and in Punycode, default ports go.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from contracts.public_hosts import host_trouble

ADDRESS_MAX = 4_096
"""Characters of `contracts.contract.Address`."""
HOST_MAX = 253
HOSTS_REMEMBERED = 1_024
"""Hosts that were judged: those of a shop's addresses are the same ones again and again."""
SHOWN_MAX = 120
"""How much of a wrong address a message repeats."""

_DEFAULT_PORTS: Mapping[str, int] = MappingProxyType({"http": 80, "https": 443})
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\ufeff]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PAGE_SUFFIX = r"(?:html?|php|aspx?|jsp|cgi)"
# `www.example.com`, or `example.com/…` and `example.com:8443/…`, but not `index.php/…`.
_HOST_FIRST = re.compile(
    rf"www\.[^/?#\s]+(?=[/?#]|$)|[\w-]+(?:\.[\w-]+)*\.(?!{_PAGE_SUFFIX}[/:])[^\W\d_]{{2,}}(?::\d+)?(?=/)",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"https?://([a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+)/[A-Za-z0-9/._~%+=&?-]*")
"""As nearly all are written: nothing in it can be read in two ways."""
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_BEFORE_HOST = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*:(?=/)|)/*.*@", re.DOTALL)
"""All up to the last @: passwords are written with whatever parts an address, too."""
_NO_ADDRESS = frozenset({"n/a", "na", "none", "null", "nan", "nil", "undefined", "-", "--", "\u2013", "\u2014"})
_BEGINS_CODE = ("[", "{", "(", "<", '"', "'", "=")
_FILE = re.compile(r"\.\w{2,5}$", re.ASCII)
_SAFE = "/:@!$&'()*+,;=~-._%"


@dataclass(frozen=True)
class BadAddress:
    """Not an address that the public can open; `why` goes on a sentence that names whose address it is."""

    why: str


def stands_alone(raw: str) -> bool:
    """Whether `raw` names its host, so that no shop is needed to make it whole."""
    text = _cleaned(raw)
    return bool(text.startswith("//") or _HOST_FIRST.match(text) or _SCHEME.match(text))


def whole_address(raw: str, shop_url: str | None) -> SplitResult | BadAddress:
    """The canonical absolute http(s) address of `raw`; a relative one is taken within `shop_url`.

    `//host/x` and `www.host/x` are https. Refused are other schemes, credentials, and hosts that only their
    own machine or network can reach.
    """
    if not stands_alone(raw) and _is_words(_cleaned(raw)):
        return BadAddress(f'"{_shown(raw)}" is no address')
    try:
        parts = urlsplit(_joined(_cleaned(raw), shop_url))
        why = _trouble(parts)
        return BadAddress(f'"{_shown(raw)}" {why}') if why else _canonical(parts)
    except ValueError:
        return BadAddress(f'"{_shown(raw)}" cannot be read as an address')


def is_whole_address(text: str) -> bool:
    """Whether the public can open it as it stands: as `whole_address` judges it, which also makes it canonical."""
    plain = _PLAIN.fullmatch(text)
    if plain is not None:
        return _host_trouble(plain[1]) is None
    try:
        text.encode()  # raises for what no address can be made of, as an impossible port does
        parts = urlsplit(_joined(_cleaned(text), None))
        return _trouble(parts) is None
    except ValueError:
        return False


def _is_words(text: str) -> bool:
    """Whether no shop's path is written so: `N/A`, `View product`, `[{"url": …}]`; but `blue mug.jpg` may be."""
    if text.casefold() in _NO_ADDRESS or text.startswith(_BEGINS_CODE):
        return True
    first, *others = text.split()[:2] or [""]
    return bool(others) and "/" not in first and not _FILE.search(text)


def _cleaned(raw: str) -> str:
    return _CONTROLS.sub("", raw).strip()


def _shown(raw: str) -> str:
    """As a message repeats it: without a password."""
    text = _BEFORE_HOST.sub(r"\1//…@", _cleaned(raw))
    return text if len(text) <= SHOWN_MAX else f"{text[:SHOWN_MAX]}…"


def _joined(text: str, shop_url: str | None) -> str:
    if text.startswith("//"):
        return f"https:{text}"
    if _HOST_FIRST.match(text):
        return f"https://{text}"
    if _SCHEME.match(text) or not shop_url:
        return text
    shop = shop_url.strip().rstrip("/")
    return urljoin(f"{shop if '://' in shop else f'https://{shop}'}/", text)


def _trouble(parts: SplitResult) -> str | None:
    """What is wrong with the address, to follow it in a sentence. Raises ValueError for an unreadable one."""
    if not parts.scheme:
        return "does not begin with https://, and the shop's address is not known"
    if parts.scheme not in _DEFAULT_PORTS:
        return f"is a {parts.scheme}: address, not one of the web"
    if "@" in parts.netloc:
        return "holds a user name or password"
    if not parts.hostname or ("[" in parts.netloc and ":" not in parts.hostname):
        return "names no host"
    if parts.port == 0:
        return "names port 0, where nobody can be reached"
    return _host_trouble(_ascii_host(parts.hostname))


@lru_cache(HOSTS_REMEMBERED)
def _host_trouble(host: str) -> str | None:
    labels = host.split(".")
    if host_trouble(host) is not None:
        numbered = ":" in host or labels[-1][:1].isdigit()
        return "leads to a private network" if numbered else "can only be opened at home, not by the public"
    if ":" in host:
        return None
    if len(host) > HOST_MAX or not all(_LABEL.fullmatch(label) for label in labels):
        return "has a host name that cannot be"
    return None


def _ascii_host(host: str) -> str:
    """The host in lower case and Punycode. Unlike the codec `idna` (IDNA 2003) it keeps ß, as browsers do."""
    folded = unicodedata.normalize("NFKC", host.replace("\u3002", ".").lower())
    return ".".join(_ascii_label(label) for label in folded.removesuffix(".").split("."))


def _ascii_label(label: str) -> str:
    if label.isascii() or not all(unicodedata.category(char)[0] in "LMN" or char == "-" for char in label):
        return label
    return f"xn--{label.encode('punycode').decode('ascii')}"


def _canonical(parts: SplitResult) -> SplitResult:
    return SplitResult(
        scheme=parts.scheme,
        netloc=_netloc(parts),
        path=_encoded(parts.path or "/", _SAFE),
        query=_encoded(parts.query, f"{_SAFE}?"),
        fragment=_encoded(parts.fragment, f"{_SAFE}?"),
    )


def _netloc(parts: SplitResult) -> str:
    host = _ascii_host(parts.hostname or "")
    host = f"[{host}]" if ":" in host else host
    if parts.port is None or parts.port == _DEFAULT_PORTS[parts.scheme]:
        return host
    return f"{host}:{parts.port}"


def _encoded(text: str, safe: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", text), safe=safe)
