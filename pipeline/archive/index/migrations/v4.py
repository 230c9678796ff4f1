"""Version 4: a number that a person filled in is found though another number of the text ends like it; levels of towns and committees."""

from __future__ import annotations

import sqlite3

from pipeline.archive.index.interning import Strings
from pipeline.archive.index.levels import level_of
from pipeline.archive.index.migrations import v3


def migrate(connection: sqlite3.Connection) -> None:
    """Of version 3."""
    v3.migrate(connection)
    text = Strings(connection)
    query = """SELECT p.id, p.level, (SELECT text FROM string WHERE id = p.issuer), d.issuer_parent, d.district, d.province
        FROM paper p JOIN documents d ON d.id = p.id"""
    for id, level, issuer, parent, district, province in connection.execute(query).fetchall():
        told = text(level_of({"issuer": issuer, "issuer_parent": parent, "district": district, "province": province}))
        if told != level:
            connection.execute("UPDATE paper SET level = ? WHERE id = ?", (told, id))
