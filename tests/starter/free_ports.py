"""A port on loopback that nobody listens at."""

from tests.free_ports import free_ports


def free_port() -> int:
    """One that the system gives to nobody else before whoever asked listens at it."""
    (port,) = free_ports(1)
    return port
