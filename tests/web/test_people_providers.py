"""Identity providers: the file that names them, and signing in through them in a process of its own."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import NoReverseMatch, reverse

from centricity.errors import MisuseError
from centricity.web.providers import Oidc, Saml, read_providers

ROOT = Path(__file__).parents[2]
KNOWN_ADDRESSES = {
    "/accounts/oidc/hse/login/callback/", "/accounts/saml/partner/metadata/", "/accounts/saml/partner/acs/",
}  # fmt: skip
"""Those that tests/idp/ walks."""
OIDC = """
providers:
  - kind: oidc
    code: hse
    name: HSE
    server_url: http://127.0.0.1:{port}
    client_id: centricity
    secret_env: HSE_SECRET
    domains: [example.org]
"""
SAML = """
  - kind: saml
    code: partner
    name: Partner
    entity_id: https://idp.example.com/
    sso_url: https://idp.example.com/sso
    email_attribute: email
    domains: [example.com]
    vouches: true
    certificate: |
      {certificate}
"""


def certified():
    """A key and a certificate of nobody, made here."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key, name = rsa.generate_private_key(65_537, 2_048), x509.Name([])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(1))
    kind = serialization.Encoding.PEM
    told = key.private_bytes(kind, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return told.decode(), made.sign(key, hashes.SHA256()).public_bytes(kind).decode()


def written(folder, text):
    path = folder / "providers.yaml"
    path.write_text(text, "utf-8")
    return path


def walked(folder, text, *scenarios):
    """Scenarios of tests/idp in a process whose platform has the providers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    path = written(folder, OIDC.format(port=port) + text)
    more = {"CENTRICITY_IDENTITY_PROVIDERS": str(path), "HSE_SECRET": "secret"}
    files = [f"tests/idp/{name}_scenario.py" for name in scenarios]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | more, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "skipped" not in done.stdout


def test_people_sign_in_through_openid_connect(tmp_path):
    walked(tmp_path, "", "oidc", "access")


def test_people_sign_in_through_saml_beside_it(tmp_path):
    pytest.importorskip("onelogin.saml2")
    key, certificate = certified()
    (tmp_path / "key.pem").write_text(key)
    walked(tmp_path, SAML.format(certificate=certificate.replace("\n", "\n      ")), "oidc", "saml", "access")


def test_without_the_file_nothing_of_it_is_there():
    assert not apps.is_installed("allauth.socialaccount")
    with pytest.raises(NoReverseMatch):
        reverse("openid_connect_login", args=["hse"])


def faults(folder, text, **environment):
    with pytest.raises(MisuseError) as caught:
        read_providers(written(folder, text))
    return [fault.code for fault in caught.value.faults]


def test_a_sound_file_is_read(tmp_path, monkeypatch):
    monkeypatch.setenv("HSE_SECRET", "secret")
    (provider,) = read_providers(written(tmp_path, OIDC.format(port=1)))
    assert (provider.code, provider.domains) == ("hse", ("example.org",))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("kind: oidc", "kind: ldap", "settings."),
        ("code: hse", "code: No Way", "settings."),
        ("client_id", "client", "settings."),
        ("http://127.0.0.1:1", "http://idp.example.org", "settings."),
        ("domains: [example.org]", "vouches: true", "web.provider_vouches"),
        ("secret_env: HSE_SECRET", "secret_env: NOT_THERE", "web.provider_secret"),
    ],
)
def test_a_faulty_file_is_refused_in_words(tmp_path, monkeypatch, old, new, code):
    monkeypatch.setenv("HSE_SECRET", "secret")
    found = faults(tmp_path, OIDC.format(port=1).replace(old, new))
    assert any(each.startswith(code) for each in found), found


@pytest.mark.parametrize(("page", "language"), [("", "en"), (".ru", "ru")])
def test_the_page_about_providers_shows_a_sound_file_and_what_is_said_of_a_faulty_one(
    tmp_path, monkeypatch, page, language
):
    pytest.importorskip("onelogin.saml2")
    text = (ROOT / "docs" / "how-to" / f"use-identity-providers{page}.md").read_text("utf-8")
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    (said,) = re.findall(r"^```text\n(.*?)\n```$", text, re.MULTILINE | re.DOTALL)
    path = written(tmp_path, example)
    with pytest.raises(MisuseError) as caught:
        read_providers(path)
    assert caught.value.text(language) == said
    monkeypatch.setenv("STAFF_SECRET", "secret")
    assert [(each.kind, each.code) for each in read_providers(path)] == [("oidc", "staff"), ("saml", "partner")]
    named = {name for kind in (Oidc, Saml) for name in kind.model_fields}
    assert named <= set(re.findall(r"`([a-z_]+)`", text))
    for address in re.findall(r"https://cx\.example\.org(/[^`]+)`", text):
        assert address.replace("staff", "hse") in KNOWN_ADDRESSES


def test_two_providers_do_not_share_a_code(tmp_path, monkeypatch):
    monkeypatch.setenv("HSE_SECRET", "secret")
    once = OIDC.format(port=1)
    assert faults(tmp_path, once + once.partition("providers:\n")[2]) == ["web.provider_twice"]
