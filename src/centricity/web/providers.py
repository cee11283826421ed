"""Identity providers of an organisation, read from the file that CENTRICITY_IDENTITY_PROVIDERS names."""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from centricity.errors import Fault
from centricity.methods.part import Flag, Part
from centricity.methods.yaml_file import YamlFile
from centricity.web.listed import read_listed

Word = Annotated[str, Field(strict=True, min_length=1, max_length=200)]
Code = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9-]{0,38}[a-z0-9]$")]
Domain = Annotated[str, Field(strict=True, pattern=r"^[a-z0-9.-]+\.[a-z0-9-]+$")]
Url = Annotated[str, Field(strict=True, pattern=r"^(https://|http://(127\.0\.0\.1|localhost)[:/])\S+$")]


class Provider(Part):
    """What providers of both kinds have in common.

    Attributes
    ----------
    domains
        Where there are any, only e-mails of these domains are let in by this provider.
    vouches
        E-mails of ``domains`` are taken for verified though the provider does not say so.
    """

    code: Code
    name: Word
    domains: tuple[Domain, ...] = ()
    vouches: Flag = False


class Oidc(Provider):
    """A provider of OpenID Connect; its secret stands in the environment, under the name told here."""

    kind: Literal["oidc"]
    server_url: Url
    client_id: Word
    secret_env: Word


class Saml(Provider):
    """A provider of SAML 2.0; answers must be signed, and asked for by the platform."""

    kind: Literal["saml"]
    entity_id: Word
    sso_url: Url
    certificate: Annotated[str, Field(strict=True, min_length=64, max_length=20_000)]
    email_attribute: Word | None = None
    uid_attribute: Word | None = None


class ProvidersFile(Part):
    """The file: a list of providers."""

    providers: Annotated[list[Annotated[Oidc | Saml, Field(discriminator="kind")]], Field(min_length=1)]


def read_providers(path: Path) -> list[Oidc | Saml]:
    """Read the file of providers.

    Raises
    ------
    MisuseError
        With all faults of the file.
    """
    return read_listed(path, ProvidersFile, lambda file: file.providers, _wrong)


def _wrong(provider: Oidc | Saml, at: int, whole: list[Oidc | Saml], file: YamlFile) -> list[Fault]:
    faults = []
    if provider.code in [each.code for each in whole[:at]]:
        faults.append(Fault("web.provider_twice", file.place(("providers", at, "code")), {"code": provider.code}))
    if provider.vouches and not provider.domains:
        faults.append(Fault("web.provider_vouches", file.place(("providers", at, "vouches")), {"code": provider.code}))
    if isinstance(provider, Oidc) and not os.environ.get(provider.secret_env):
        place = file.place(("providers", at, "secret_env"))
        faults.append(Fault("web.provider_secret", place, {"name": provider.secret_env}))
    if isinstance(provider, Saml) and find_spec("onelogin") is None:
        faults.append(Fault("web.provider_saml", file.place(("providers", at, "kind"))))
    return faults


def allauth_settings(providers: list[Oidc | Saml]) -> dict[str, Any]:
    """Django's settings for allauth of the providers."""
    oidc = [_oidc(each) for each in providers if isinstance(each, Oidc)]
    saml = [_saml(each) for each in providers if isinstance(each, Saml)]
    return {
        "SOCIALACCOUNT_PROVIDERS": {
            kind: {"APPS": apps} for kind, apps in (("openid_connect", oidc), ("saml", saml)) if apps
        },
        "SOCIALACCOUNT_ADAPTER": "centricity.web.people.social.SocialAdapter",
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": False,
        "SOCIALACCOUNT_AUTO_SIGNUP": True,
        "SOCIALACCOUNT_LOGIN_ON_GET": True,
        "SOCIALACCOUNT_STORE_TOKENS": False,
    }


def apps_of(providers: list[Oidc | Saml]) -> list[str]:
    """The apps of allauth that the providers need; none without any."""
    kinds = {each.kind for each in providers}
    names = {"oidc": "openid_connect", "saml": "saml"}
    below = [f"allauth.socialaccount.providers.{name}" for kind, name in names.items() if kind in kinds]
    return ["allauth.socialaccount", *below] if below else []


def _oidc(told: Oidc) -> dict[str, Any]:
    return {
        "provider_id": told.code, "name": told.name, "client_id": told.client_id,
        "secret": os.environ[told.secret_env],
        "settings": {"server_url": told.server_url, "oauth_pkce_enabled": True},
    }  # fmt: skip


def _saml(told: Saml) -> dict[str, Any]:
    mapped = {"email": told.email_attribute, "uid": told.uid_attribute}
    settings: dict[str, Any] = {
        "idp": {"entity_id": told.entity_id, "sso_url": told.sso_url, "x509cert": told.certificate},
        "advanced": {
            "strict": True,
            "want_assertion_signed": True,
            "reject_idp_initiated_sso": True,
            "metadata_valid_until": "",
            "metadata_cache_duration": "",
        },
    }
    if any(mapped.values()):
        settings["attribute_mapping"] = {name: attribute for name, attribute in mapped.items() if attribute}
    return {"provider_id": told.code, "client_id": told.code, "name": told.name, "settings": settings}
