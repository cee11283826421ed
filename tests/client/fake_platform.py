"""A platform that tells what a test wants it to tell, true or not."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

PLACE = "/api/v1/organisations/{organisation}/things"
STRING, NUMBER = {"type": "string"}, {"type": "number"}
THING = {
    "properties": {
        "code": STRING,
        "n": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        "figure": {"anyOf": [{"$ref": "#/components/schemas/Figure"}, {"type": "null"}]},
        "at": {"type": "string", "format": "date-time"},
        "free": {"type": "object", "additionalProperties": True},
    },
    "type": "object",
}


def parameter(name, place="path", required=True, **schema):
    return {"name": name, "in": place, "required": required, "schema": schema or STRING}


def gives(schema, kind="application/json"):
    return {"200": {"content": {kind: {"schema": schema}}}}


def refers(name):
    return {"$ref": f"#/components/schemas/{name}"}


HERE = parameter("organisation")
PAGED = [
    parameter("limit", "query", False, type="integer"),
    parameter("offset", "query", False, type="integer"),
    parameter("state", "query", False, anyOf=[{"enum": ["new", "closed"], "type": "string"}, {"type": "null"}]),
    parameter("ended", "query", False, type="boolean"),
    parameter("share", "query", False, type="number"),
]
KEY, MATCH = parameter("Idempotency-Key", "header", False), parameter("If-Match", "header", False)
BODY = {"content": {"application/json": {"schema": refers("NewThing")}}, "required": True}
FORM = {"type": "object", "properties": {"access": STRING, "files": {"type": "array"}}, "required": ["access", "files"]}
DESCRIPTION = {
    "openapi": "3.1.0",
    "paths": {
        PLACE: {
            "get": {
                "operationId": "list_things",
                "description": "Things by name.\n\nAnd more.",
                "parameters": [HERE, *PAGED],
                "responses": gives(refers("Things")),
            },
            "post": {
                "operationId": "create_thing",
                "summary": "Create",
                "parameters": [HERE, KEY],
                "requestBody": BODY,
                "responses": gives(refers("Thing")),
            },
        },
        PLACE + "/{thing}": {
            "get": {
                "operationId": "get_thing",
                "parameters": [HERE, parameter("thing")],
                "responses": gives(refers("Thing")),
            },
            "put": {
                "operationId": "change_thing",
                "parameters": [HERE, parameter("thing"), KEY, MATCH],
                "requestBody": BODY,
                "responses": gives(refers("Thing")),
            },
            "delete": {
                "operationId": "remove_thing",
                "parameters": [HERE, parameter("thing"), KEY],
                "responses": {"204": {}},
            },
        },
        PLACE + "/{thing}/files": {
            "post": {
                "operationId": "add_files",
                "parameters": [HERE, parameter("thing"), KEY],
                "requestBody": {"content": {"multipart/form-data": {"schema": FORM}}},
                "responses": gives({"type": "array"}),
            },
        },
        PLACE + "/{thing}/files/{name}": {
            "get": {
                "operationId": "download_file",
                "parameters": [HERE, parameter("thing"), {**parameter("name"), "x-slashes": True}],
                "responses": gives(STRING, "*/*"),
            },
        },
        "/api/v1/jobs/{job}": {
            "get": {"operationId": "get_job", "parameters": [parameter("job")], "responses": gives({"type": "object"})},
        },
    },
    "components": {
        "schemas": {
            "Figure": {"properties": {"value": NUMBER, "low": NUMBER}, "type": "object"},
            "Thing": THING,
            "NewThing": {
                "additionalProperties": False,
                "properties": {"name": STRING, "kind": STRING},
                "required": ["name"],
                "type": "object",
            },
            "Things": {
                "properties": {
                    "total": {"type": "integer"},
                    "next": STRING,
                    "items": {"type": "array", "items": refers("Thing")},
                },
                "type": "object",
            },
        },
    },
}


class Fake(HTTPServer):
    """What it was asked is in ``heard``; it answers ``answers`` in their order, each a status, content and headers."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.heard, self.answers, self.description = [], [], json.dumps(DESCRIPTION).encode()
        self.asked_for_description = 0

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def tell(self, content=b"", status=200, **headers):
        told = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.answers.append((status, told, {name.replace("_", "-"): value for name, value in headers.items()}))


class _Handler(BaseHTTPRequestHandler):
    def answer(self):
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        if self.path == "/api/v1/openapi.json":
            self.server.asked_for_description += 1
            return self._send(200, self.server.description, {})
        self.server.heard.append((self.command, self.path, dict(self.headers), body))
        return self._send(*self.server.answers.pop(0))

    def _send(self, status, content, headers):
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
    setattr(_Handler, f"do_{method}", _Handler.answer)


@contextmanager
def faking():
    server = Fake()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
