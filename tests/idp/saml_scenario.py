"""Signing in through SAML, beside OpenID Connect; run as oidc_scenario.py is, where the extra is installed."""

import base64
import os
import re
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from centricity.web.audit.models import Entry
from centricity.web.people.services import user_create

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"
US = "http://localhost/accounts/saml/partner"


def text(response):
    return response.content.decode()


def visitor():
    return Client(headers={"Accept-Language": "en", "Host": "localhost"})


def asked_by(client):
    """What the platform asks the provider, and where."""
    parts = urlsplit(client.get("/accounts/saml/partner/login/?process=login").url)
    asked = zlib.decompress(base64.b64decode(parse_qs(parts.query)["SAMLRequest"][0]), -15).decode()
    return f"{parts.scheme}://{parts.netloc}{parts.path}", asked


def test_saml_asks_its_provider():
    where, asked = asked_by(visitor())
    assert where == "https://idp.example.com/sso"
    assert "AuthnRequest" in asked
    assert f"{US}/acs/" in asked


NAMES = "urn:oasis:names:tc:SAML"
FORGED = f"""<p:Response xmlns:p="{NAMES}:2.0:protocol" xmlns:a="{NAMES}:2.0:assertion" ID="r" Version="2.0"
 IssueInstant="2026-11-25T00:00:00Z" Destination="http://localhost/accounts/saml/partner/acs/">
<a:Issuer>https://idp.example.com/</a:Issuer>
<p:Status><p:StatusCode Value="{NAMES}:2.0:status:Success"/></p:Status>
<a:Assertion ID="a" Version="2.0" IssueInstant="2026-11-25T00:00:00Z"><a:Issuer>https://idp.example.com/</a:Issuer>
<a:Subject><a:NameID Format="{NAMES}:1.1:nameid-format:emailAddress">anna@example.com</a:NameID></a:Subject>
<a:AttributeStatement><a:Attribute Name="email"><a:AttributeValue>anna@example.com</a:AttributeValue></a:Attribute>
</a:AttributeStatement></a:Assertion></p:Response>"""


SAID = f"""<a:Assertion xmlns:a="{NAMES}:2.0:assertion" ID="a1" Version="2.0" IssueInstant="%(now)s">
<a:Issuer>https://idp.example.com/</a:Issuer>
<a:Subject><a:NameID Format="{NAMES}:2.0:nameid-format:persistent">4f1</a:NameID>
<a:SubjectConfirmation Method="{NAMES}:2.0:cm:bearer"><a:SubjectConfirmationData Recipient="{US}/acs/"
 InResponseTo="%(to)s" NotOnOrAfter="%(until)s"/></a:SubjectConfirmation></a:Subject>
<a:Conditions NotBefore="%(begin)s" NotOnOrAfter="%(until)s">
<a:AudienceRestriction><a:Audience>%(audience)s</a:Audience></a:AudienceRestriction></a:Conditions>
<a:AuthnStatement AuthnInstant="%(now)s"><a:AuthnContext>
<a:AuthnContextClassRef>{NAMES}:2.0:ac:classes:Password</a:AuthnContextClassRef></a:AuthnContext></a:AuthnStatement>
<a:AttributeStatement><a:Attribute Name="email"><a:AttributeValue>%(email)s</a:AttributeValue></a:Attribute>
</a:AttributeStatement></a:Assertion>"""
ANSWER = f"""<p:Response xmlns:p="{NAMES}:2.0:protocol" xmlns:a="{NAMES}:2.0:assertion" ID="r1" Version="2.0"
 IssueInstant="%(now)s" Destination="{US}/acs/" InResponseTo="%(to)s"><a:Issuer>https://idp.example.com/</a:Issuer>
<p:Status><p:StatusCode Value="{NAMES}:2.0:status:Success"/></p:Status>%(said)s</p:Response>"""


def said(client, later=0, **more):
    """What the provider answers the client's question, with a signed assertion, minutes from now."""
    now = datetime.now(UTC) + timedelta(minutes=later)
    times = {"begin": -1, "now": 0, "until": 5}
    told = {name: f"{now + timedelta(minutes=each):%Y-%m-%dT%H:%M:%SZ}" for name, each in times.items()}
    told |= {"email": "anna@example.com", "audience": f"{US}/metadata/"} | more
    told |= {"to": told.get("to") or re.search(r'\bID="([^"]+)"', asked_by(client)[1])[1]}
    key = Path(os.environ["CENTRICITY_IDENTITY_PROVIDERS"]).with_name("key.pem").read_text()
    certificate = settings.IDENTITY_PROVIDERS["partner"].certificate
    signed = OneLogin_Saml2_Utils.add_sign(SAID % told, key, certificate).decode()
    return ANSWER % (told | {"said": re.sub(r"<\?xml.*?\?>", "", signed)})


def brought(client, answer):
    """The browser brings the answer of the provider, from the provider's page."""
    taken = client.post("/accounts/saml/partner/acs/", {"SAMLResponse": base64.b64encode(answer.encode()).decode()})
    return client.get(taken.url)


def test_a_signed_answer_signs_in_whoever_has_an_account():
    anna, client = user_create("anna@example.com", PASSWORD), visitor()
    assert brought(client, said(client)).status_code == 302
    assert client.session["_auth_user_id"] == str(anna.pk)
    assert Entry.objects.filter(action="identity.connected").exists()
    signed_in = Entry.objects.get(action="sign_in")
    assert signed_in.actor == f"user:{anna.pk}"


def test_a_signed_answer_is_taken_once():
    user_create("anna@example.com", PASSWORD)
    client = visitor()
    answer = said(client)
    brought(client, answer)
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session
    refused = brought(client, answer)
    assert refused.status_code == 401
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("email", ["boris@example.com", "anna@elsewhere.com"])
def test_who_is_not_known_or_of_another_domain_is_not_let_in(email):
    user_create("anna@example.com", PASSWORD)
    user_create("anna@elsewhere.com", PASSWORD)
    client = visitor()
    assert brought(client, said(client, email=email)).status_code == 403
    assert "_auth_user_id" not in client.session


def changed(client):
    return said(client, email="boris@example.com").replace("boris@", "anna@")


def twice(client):
    """A signed assertion of somebody, and before it one of somebody else that nobody signed."""
    whole = said(client, email="boris@example.com")
    forged = re.search(r"<a:Assertion.*?</a:Assertion>", FORGED, re.DOTALL)[0]
    return whole.replace("</p:Status>", f"</p:Status>{forged}")


@pytest.mark.parametrize(
    "made",
    [
        changed,
        twice,
        lambda client: said(client, later=-60),
        lambda client: said(client, later=60),
        lambda client: said(client, audience="https://elsewhere.example.com/"),
        lambda client: said(client, to="nobody-asked"),
        lambda _: said(visitor()),
        lambda client: re.sub(r"<ds:Signature.*?</ds:Signature>", "", said(client), flags=re.DOTALL),
    ],
    ids=["changed", "wrapped", "late", "early", "for another", "unasked", "asked by another", "unsigned"],
)
def test_an_answer_that_is_not_the_one_asked_for_signs_nobody_in(made):
    user_create("anna@example.com", PASSWORD)
    user_create("boris@example.com", PASSWORD)
    client = visitor()
    refused = brought(client, made(client))
    assert refused.status_code == 401, text(refused)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "answer", [base64.b64encode(FORGED.encode()).decode(), "", "%%%", base64.b64encode(b"<x/>").decode()]
)
def test_a_forged_answer_of_saml_signs_nobody_in(answer):
    user_create("anna@example.com", PASSWORD)
    client = visitor()
    taken = client.post("/accounts/saml/partner/acs/", {"SAMLResponse": answer})
    page = client.get(taken.url)
    assert "did not confirm" in text(page)
    assert "_auth_user_id" not in client.session
    assert Entry.objects.filter(action="sign_in.failed").exists()


def test_saml_tells_who_it_is():
    page = text(visitor().get("/accounts/saml/partner/metadata/"))
    assert 'WantAssertionsSigned="true"' in page
    assert f'entityID="{US}/metadata/"' in page
    assert f'Location="{US}/acs/"' in page
    assert "SingleLogoutService" not in page


def test_what_saml_tells_of_the_platform_does_not_outlive_itself():
    page = text(visitor().get("/accounts/saml/partner/metadata/"))
    assert "validUntil" not in page
    assert "cacheDuration" not in page


ASKED_OUT = f"""<p:LogoutRequest xmlns:p="{NAMES}:2.0:protocol" xmlns:a="{NAMES}:2.0:assertion" ID="l1" Version="2.0"
 IssueInstant="%s" Destination="{US}/sls/"><a:Issuer>https://idp.example.com/</a:Issuer><a:NameID>4f1</a:NameID>
</p:LogoutRequest>"""


def test_a_link_from_elsewhere_signs_nobody_out():
    anna, client = user_create("anna@example.com", PASSWORD), visitor()
    client.force_login(anna)
    asked = ASKED_OUT % f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    packed = base64.b64encode(zlib.compress(asked.encode())[2:-4]).decode()
    answer = client.get("/accounts/saml/partner/sls/", {"SAMLRequest": packed})
    assert answer.status_code == 404
    assert client.session["_auth_user_id"] == str(anna.pk)


def test_an_unknown_provider_is_not_there():
    assert Client().get("/accounts/saml/unknown/login/").status_code == 404
