"""What tests of the API share: tokens, requests that carry them, and a program that is told of events."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

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


class Listener(HTTPServer):
    """A program of another hand; it answers what it is told to."""

    def __init__(self, *statuses):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.statuses, self.heard = list(statuses), []
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/hook?secret=1"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.path, dict(self.headers), body))
        status = self.server.statuses.pop(0) if self.server.statuses else 200
        self.send_response(status)
        if status in {301, 302, 307}:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def asker(client, root):
    """What asks operations below an address as somebody, with a token made at the first asking."""
    known = {}

    def asked(user, method, path="", body=None, **headers):
        if user.pk not in known:
            known[user.pk] = token_for(user)[1]
        told = {"Authorization": f"Bearer {known[user.pk]}", **headers}
        more = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(client, method)(root + path, headers=told, **more)

    return asked
