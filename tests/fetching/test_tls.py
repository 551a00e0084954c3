"""A pinned connection is still made in the name of the host: TLS asks for it, and the certificate must bear it."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from contracts.trouble import Unreachable
from fetching.client import Fetcher
from fetching.transport import GuardedNetwork
from tests.fetching.conftest import SMALL
from tests.fetching.internet import PUBLIC, Names, Server, Wires, answer


def certificate(host: str, path: Path) -> Path:
    """A key and a certificate for `host` that signs for itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return path


@asynccontextmanager
async def shop_with_certificate(path: Path) -> AsyncIterator[tuple[Fetcher, list[str | None]]]:
    """A fetcher that believes the certificate, and the TLS names that the server was asked for."""
    asked: list[str | None] = []
    identity = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    identity.load_cert_chain(path)
    identity.sni_callback = lambda _socket, name, _context: asked.append(name)
    names = Names()
    for host in ("shop.example", "other.example"):
        names.give(host, [PUBLIC])
    async with Server({"/a.jpg": answer(body=b"x")}).running(identity) as server:
        network = GuardedNetwork(lookup=names.lookup, dialler=Wires(server.port))
        trust = ssl.create_default_context(cafile=str(path))
        async with Fetcher.over(network, trust=trust, limits=SMALL) as fetcher:
            yield fetcher, asked


async def test_a_pinned_connection_asks_for_the_host_by_name(tmp_path: Path) -> None:
    async with shop_with_certificate(certificate("shop.example", tmp_path / "shop.pem")) as (fetcher, asked):
        assert await fetcher.fetch_picture("https://shop.example/a.jpg", stand_in_shop=None) == b"x"
        assert asked == ["shop.example"]


async def test_another_hosts_certificate_at_the_same_address_is_not_believed(tmp_path: Path) -> None:
    async with shop_with_certificate(certificate("shop.example", tmp_path / "shop.pem")) as (fetcher, _):
        with pytest.raises(Unreachable, match="certificate"):
            await fetcher.fetch_picture("https://other.example/a.jpg", stand_in_shop=None)
