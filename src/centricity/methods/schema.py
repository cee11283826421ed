from typing import Any

from centricity.methods.model import Method


def method_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a method file, for editors that complete and check as one types."""
    schema = Method.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
