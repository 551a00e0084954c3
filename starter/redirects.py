"""Redirect URIs: the addresses to which Pinterest sends a browser back, as they are registered with it."""

from urllib.parse import urlsplit

DEFAULT_REDIRECT_URI = "http://localhost:8085/"
"""What an app has unless somebody says otherwise. It must stand in the app's own settings, to the letter."""
REDIRECT_MAX = 500


def address_trouble(redirect_uri: str) -> str | None:
    """Why no browser can be sent to that address; None when one can."""
    try:
        parts = urlsplit(redirect_uri)
        _ = parts.port  # read for its check: a port that is no number is found only here
    except ValueError:
        return "it cannot be read"
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return "it does not begin with https:// (or http://) and name a host"
    if parts.fragment or parts.username or len(redirect_uri) > REDIRECT_MAX or not redirect_uri.isprintable():
        return "it has a fragment, a user or signs that an address cannot have, or is too long"
    return None
