"""A mail server on this machine: it knows one account, speaks TLS, and refuses whom it is told to."""

import datetime as dt
import email
import email.policy
import ipaddress
import ssl
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from ports import free_port

ACCOUNT = ("letters", "secret of letters")


class Post:
    """What the server took, whom it refuses with which code, and after how many letters it hangs up."""

    def __init__(self):
        self.letters, self.refused, self.envelopes, self.raw, self.hangs_up_after = [], {}, [], [], None

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: ARG002  what the server calls
        if address in self.refused:
            return f"{self.refused[address]} no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.hangs_up_after is not None and len(self.letters) >= self.hangs_up_after:
            server.transport.close()
            return "421 going down"
        self.envelopes.append((session.ssl is not None, session.authenticated, envelope.rcpt_tos))
        self.raw.append(envelope.content)
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


def certificate(folder):
    """A certificate of 127.0.0.1, signed by itself; the paths of it and of its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - dt.timedelta(1)).not_valid_after(now + dt.timedelta(1))
    known = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = made.add_extension(known, critical=False).add_extension(x509.BasicConstraints(True, None), critical=True)
    paths = folder / "server.pem", folder / "server.key"
    paths[0].write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    paths[1].write_bytes(key.private_bytes(*form))
    return paths


def _known(server, session, envelope, mechanism, told):
    good = isinstance(told, LoginPassword) and (told.login.decode(), told.password.decode()) == ACCOUNT
    return AuthResult(success=good)


@contextmanager
def posting(folder):
    """The server; what it took, its port and the certificate to trust."""
    chain, key = certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    post = Post()
    server = Controller(
        post, "127.0.0.1", free_port(), tls_context=context, require_starttls=True, authenticator=_known,
        auth_required=True,
    )  # fmt: skip
    server.start()
    try:
        yield post, server.port, chain
    finally:
        server.stop()
