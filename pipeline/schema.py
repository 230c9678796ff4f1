"""The JSON schema of a paper's file, made from the dataclasses of its rows (JSON Schema 2020-12).

>>> schema()["properties"]["document"]["$ref"]
'#/$defs/documents'
>>> schema()["$defs"]["entities"]["properties"]["page"]
{'type': ['integer', 'null']}
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from pipeline.parsed import ROW_TABLES, SCHEMA
from pipeline.tables.columns import TABLES, Column, own_columns

_BOX: Mapping[str, Any] = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4}

_TYPES: Mapping[str, Mapping[str, Any]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "flag": {"type": "boolean"},
    "texts": {"type": "array", "items": {"type": "string"}},
    "box": _BOX,
    "boxes": {"type": "array", "items": _BOX},
}


def schema() -> dict[str, Any]:
    """The schema as dicts and lists, ready for `json.dumps`."""
    properties: dict[str, Any] = {"schema": {"const": SCHEMA}, "document": {"$ref": "#/$defs/documents"}}
    properties |= {name: {"type": "array", "items": {"$ref": f"#/$defs/{name}"}} for name in ROW_TABLES}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A paper read by kehoach",
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "$defs": {name: _row(name) for name in TABLES},
    }


def _row(table: str) -> dict[str, Any]:
    columns = own_columns(table)
    return {
        "description": " ".join((inspect.getdoc(TABLES[table]) or "").split()),
        "type": "object",
        "properties": {column.name: _value(column) for column in columns},
        "required": [column.name for column in columns],
    }


def _value(column: Column) -> dict[str, Any]:
    value = dict(_TYPES[column.kind])
    return value | {"type": [value["type"], "null"]} if column.nullable else value
