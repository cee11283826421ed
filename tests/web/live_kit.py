"""A platform that answers on this machine, within a test's own transaction."""

import threading
from contextlib import contextmanager
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections

from centricity.web.wsgi import application


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


@contextmanager
def kept_open():
    """Requests leave the connection open: it is the test's."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@contextmanager
def serving():
    """Answer one by one in a thread that shares the test's connection, so that no data are made or lost."""
    server = make_server("127.0.0.1", 0, application, handler_class=_Quiet)

    def answer():
        connections["default"] = shared
        server.serve_forever(0.01)

    shared = connections["default"]
    shared.inc_thread_sharing()
    thread = threading.Thread(target=answer, daemon=True)
    with kept_open():
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
            shared.dec_thread_sharing()
