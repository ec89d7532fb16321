"""A certificate authority of one test, for servers that no other computer trusts."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Key = ec.EllipticCurvePrivateKey


class Authority:
    """``file`` is its own certificate, what a client would have to trust."""

    def __init__(self, folder: Path, *, life: tuple[int, int] = (-1, 1)) -> None:
        """``life``: from and until when its own certificate holds, in days from now."""
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test authority")])
        own = self._begin(self._name, self._key, life).add_extension(x509.BasicConstraints(True, None), critical=True)
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        own = own.add_extension(usage, critical=True)
        own = own.add_extension(x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()), critical=False)
        self.file = folder / "ca.pem"
        self.file.write_bytes(own.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

    def tls(self, address: str = "127.0.0.1", *, life: tuple[int, int] = (-1, 1)) -> ssl.SSLContext:
        """What a server at an IP address needs."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.certificate(address, life=life))
        return context

    def certificate(self, address: str, *, life: tuple[int, int] = (-1, 1)) -> tuple[Path, Path]:
        """Certificate and key of a server at an IP address, as files; ``life`` in days from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
        at = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        made = self._begin(name, key, life).add_extension(at, critical=False).add_extension(issuer, critical=False)
        files = self._folder / "server.pem", self._folder / "server.key"
        files[0].write_bytes(made.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        form, none = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, form, none))
        return files

    def _begin(self, name: x509.Name, key: Key, life: tuple[int, int]) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        made = x509.CertificateBuilder().subject_name(name).issuer_name(self._name).public_key(key.public_key())
        made = made.serial_number(x509.random_serial_number())
        return made.not_valid_before(now + timedelta(days=life[0])).not_valid_after(now + timedelta(days=life[1]))
