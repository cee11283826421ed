"""Signing in through SAML, beside OpenID Connect; run as oidc_scenario.py is, where the extra is installed."""

import base64
import zlib
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from centricity.web.audit.models import Entry
from centricity.web.people.services import user_create

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"


def text(response):
    return response.content.decode()


def test_saml_asks_its_provider():
    away = Client(headers={"Host": "localhost"}).get("/accounts/saml/partner/login/?process=login")
    parts = urlsplit(away.url)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://idp.example.com/sso"
    asked = zlib.decompress(base64.b64decode(parse_qs(parts.query)["SAMLRequest"][0]), -15).decode()
    assert "AuthnRequest" in asked
    assert "http://localhost/accounts/saml/partner/acs/" in asked


NAMES = "urn:oasis:names:tc:SAML"
FORGED = f"""<p:Response xmlns:p="{NAMES}:2.0:protocol" xmlns:a="{NAMES}:2.0:assertion" ID="r" Version="2.0"
 IssueInstant="2026-11-25T00:00:00Z" Destination="http://localhost/accounts/saml/partner/acs/">
<a:Issuer>https://idp.example.com/</a:Issuer>
<p:Status><p:StatusCode Value="{NAMES}:2.0:status:Success"/></p:Status>
<a:Assertion ID="a" Version="2.0" IssueInstant="2026-11-25T00:00:00Z"><a:Issuer>https://idp.example.com/</a:Issuer>
<a:Subject><a:NameID Format="{NAMES}:1.1:nameid-format:emailAddress">anna@example.com</a:NameID></a:Subject>
<a:AttributeStatement><a:Attribute Name="email"><a:AttributeValue>anna@example.com</a:AttributeValue></a:Attribute>
</a:AttributeStatement></a:Assertion></p:Response>"""


@pytest.mark.parametrize(
    "answer", [base64.b64encode(FORGED.encode()).decode(), "", "%%%", base64.b64encode(b"<x/>").decode()]
)
def test_a_forged_answer_of_saml_signs_nobody_in(answer):
    user_create("anna@example.com", PASSWORD)
    client = Client(headers={"Accept-Language": "en", "Host": "localhost"})
    taken = client.post("/accounts/saml/partner/acs/", {"SAMLResponse": answer})
    page = client.get(taken.url)
    assert "did not confirm" in text(page)
    assert "_auth_user_id" not in client.session
    assert Entry.objects.filter(action="sign_in.failed").exists()


def test_saml_tells_who_it_is():
    page = text(Client(headers={"Host": "localhost"}).get("/accounts/saml/partner/metadata/"))
    assert 'WantAssertionsSigned="true"' in page


def test_an_unknown_provider_is_not_there():
    assert Client().get("/accounts/saml/unknown/login/").status_code == 404
