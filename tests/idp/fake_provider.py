"""A provider of OpenID Connect that says what a test wants it to say."""

import json
from http.server import BaseHTTPRequestHandler
from typing import ClassVar
from urllib.parse import urlsplit

import jwt


class Fake(BaseHTTPRequestHandler):
    """A provider of OpenID Connect that says what a test wants it to say."""

    told: ClassVar[dict] = {}
    broken: ClassVar[str] = ""
    """Whose answer is no answer."""

    def answer(self):
        base = f"http://127.0.0.1:{self.server.server_port}"
        name = urlsplit(self.path).path.rpartition("/")[2]
        says = {
            "openid-configuration": {
                "issuer": base, "authorization_endpoint": f"{base}/authorize", "token_endpoint": f"{base}/token",
                "userinfo_endpoint": f"{base}/userinfo", "jwks_uri": f"{base}/keys",
            },
            "token": {"access_token": "x", "token_type": "Bearer", "id_token": jwt.encode(
                {"iss": base, "aud": "centricity", "sub": "1", "exp": 9_999_999_999} | self.told, "k" * 64
            )},
            "userinfo": {"sub": "1", "name": "Anna", **self.told},
        }[name]  # fmt: skip
        body = b"<html>" if name == self.broken else json.dumps(says).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer  # noqa: N815  names of the server of Python

    def log_message(self, *args):
        pass
