"""What tests of the API share: tokens, and requests that carry them."""

import json

from django.test import Client

from centricity.web.api.models import Token
from centricity.web.api.tokens import token_create
from centricity.web.audit.services import SYSTEM

ALL = list(Token.Scope.values)


def token_for(user, *scopes, days=30):
    """A token of somebody and its secret; of every scope where none is named."""
    return token_create(user, "test", list(scopes) or ALL, days, SYSTEM)


class Program:
    """A program with a token."""

    def __init__(self, secret="", language="en"):
        self.client = Client(raise_request_exception=True)
        self.headers = {"Accept-Language": language}
        if secret:
            self.headers["Authorization"] = f"Bearer {secret}"

    @classmethod
    def of(cls, user, *scopes):
        return cls(token_for(user, *scopes)[1])

    def ask(self, method, path, data=None, **headers):
        """Send a request; ``If_Match`` names a header."""
        named = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        if method == "get":
            return self.client.get(f"/api/v1{path}", data or {}, headers=named)
        if isinstance(data, dict) and "files" in data:
            return self.client.post(f"/api/v1{path}", data, headers=named)
        body = "" if data is None else json.dumps(data)
        return self.client.generic(method.upper(), f"/api/v1{path}", body, "application/json", headers=named)

    def get(self, path, data=None, **headers):
        return self.ask("get", path, data, **headers)

    def post(self, path, data=None, **headers):
        return self.ask("post", path, data, **headers)


def codes(response):
    return [fault["code"] for fault in response.json()["faults"]]
