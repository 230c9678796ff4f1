"""Version 2: papers by date, targets found by the words of their sentences too, laws found by their numbers."""

from __future__ import annotations

import sqlite3

from pipeline.archive.index.build import target_words
from pipeline.archive.index.references import searched_number


def migrate(connection: sqlite3.Connection) -> None:
    """Of version 1."""
    connection.execute("CREATE INDEX paper_date ON paper (date)")
    connection.execute("DROP TABLE target_words")
    connection.execute(
        "CREATE VIRTUAL TABLE target_words USING fts5 "
        "(words, content='', detail=none, columnsize=0, tokenize=\"unicode61 remove_diacritics 0\")"
    )
    for (paper,) in connection.execute("SELECT id FROM paper ORDER BY id").fetchall():
        connection.executemany("INSERT INTO target_words (rowid, words) VALUES (?, ?)", target_words(connection, paper))
    query = "SELECT d.id, (SELECT text FROM string WHERE id = d.kind), substr(d.name, 1, d.id_length) FROM cited_document d"
    for id, kind, identity in connection.execute(query).fetchall():
        connection.execute("UPDATE cited_document SET number_key = ? WHERE id = ?", (searched_number(kind, identity), id))
