"""The provider that settings of these processes name; tests/web/test_people_providers.py begins them."""

import threading
from http.server import ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from fake_provider import Fake


@pytest.fixture(scope="session")
def provider():
    port = urlsplit(settings.IDENTITY_PROVIDERS["hse"].server_url).port
    server = ThreadingHTTPServer(("127.0.0.1", port), Fake)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield
    server.shutdown()
    server.server_close()
