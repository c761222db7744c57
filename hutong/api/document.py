"""The description of the door as a file: what other systems make their programs from, kept in docs/openapi.json."""

import json

from hutong.api.urls import api


def write_document() -> str:
    """The description as text, the same for the same code."""
    return json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1) + "\n"
