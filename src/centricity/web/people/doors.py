"""Addresses of signing in and out: chosen ones of allauth; there is no open sign-up and no change of e-mail."""

from allauth.account import views as account
from allauth.urls import build_provider_urlpatterns
from django.conf import settings
from django.urls import include, path, re_path

from centricity.web.look.kept import kept_for_guests

urlpatterns = [
    path("login/", kept_for_guests(account.login), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("2fa/", include("allauth.mfa.urls")),
]

if settings.IDENTITY_PROVIDERS:
    from allauth.socialaccount import views as social

    urlpatterns += [
        path("provider/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
        path("provider/error/", social.login_error, name="socialaccount_login_error"),
    ]
    kinds = {each.kind for each in settings.IDENTITY_PROVIDERS.values()}
    if "oidc" in kinds:
        from centricity.web.people import oidc

        urlpatterns += [
            path("oidc/<slug:provider_id>/login/", oidc.login, name="openid_connect_login"),
            path("oidc/<slug:provider_id>/login/callback/", oidc.callback, name="openid_connect_callback"),
        ]
    if "saml" in kinds:
        from centricity.web.people import saml

        urlpatterns += [
            path("saml/<slug:organization_slug>/acs/finish/", saml.Finish.as_view(), name="saml_finish_acs"),
            path("saml/<slug:organization_slug>/metadata/", saml.Metadata.as_view(), name="saml_metadata"),
            path("saml/<slug:organization_slug>/sls/", saml.no_sign_out, name="saml_sls"),
        ]
    urlpatterns += build_provider_urlpatterns()
