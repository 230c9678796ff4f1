"""The views of the index: the tables of a paper as `records` has them, made of the compact ones.

Columns and their order come from the dataclasses; here stands only how each is stored. `document_id, part, source` stand first;
`id` (of the row in the index) and `row` (its number in the paper's JSON table, 0-based) last. Lists and boxes are JSON texts.

>>> "FROM entity m" in view("entities"), view("citations").count(" AS canonical_key")
(True, 1)
"""

# ruff: noqa: S608 - names of tables and columns are this package's own; values are parameters

from __future__ import annotations

from pipeline.tables.columns import KEY, TABLES, own_columns

ROWS = 1 << 20
"""Rows of a table that a paper can have in the index; what is beyond is in its files alone."""

BASE = {
    "documents": "paper", "pages": "page", "sections": "section", "dates": "date", "document_numbers": "number", "citations": "citation",
    "targets": "target", "entities": "entity", "corrections": "correction",
}  # fmt: skip
"""Table of the contract -> the compact table of its rows."""


def interned(column: str) -> str:
    """The words that a column's number stands for."""
    return f"(SELECT text FROM string WHERE string.id = {column})"


def listed(column: str) -> str:
    """A list of texts as JSON; an empty one is stored as null."""
    return f"coalesce({interned(column)}, '[]')"


def cut(start: str, length: str) -> str:
    """A part of the paper's text."""
    return f"(SELECT cut(text, {start}, {length}) FROM body WHERE body.id = m.id >> 20)"


def _corners(box: str) -> str:
    return "json_array(" + ", ".join(f"(({box} >> {shift}) & 16383) / 10000.0" for shift in (42, 28, 14, 0)) + ")"


def box(column: str) -> str:
    """A box as JSON: [x0, y0, x1, y1]."""
    return f"CASE WHEN {column} IS NULL THEN NULL ELSE {_corners(column)} END"


def boxes(column: str, one: str) -> str:
    """The boxes of a mention as JSON: stored ones, else its one box."""
    return f"CASE WHEN {column} IS NOT NULL THEN unpacked({column}) WHEN {one} IS NULL THEN '[]' ELSE '[' || {_corners(one)} || ']' END"


KEYED = "CASE WHEN d.keyed THEN d.name END"
"""The canonical key of a cited document `d`."""


def _columns(names: str, form: str) -> dict[str, str]:
    return {name: form.format(name) for name in names.split()}


_MENTION = {
    "raw": cut("m.start", "m.length"), "end": "m.start + m.length", "box": box("m.box"), "boxes": boxes("m.boxes", "m.box"),
    "confidence": "m.confidence / 10000.0", "flags": listed("m.flags"),
}  # fmt: skip
_STRING, _LIST = interned("m.{0}"), listed("m.{0}")

STORED: dict[str, dict[str, str]] = {
    "documents": {
        **_columns("doc_type issuer province province_2025", _STRING),
        **_columns("date number_symbol", "m.{0}"),
        **_columns(
            "source_kind doc_type_name symbol date_precision place issuer_parent district signer signer_role signing_authority language "
            "security_mark urgency_mark signature_name signature_state",
            interned("h.{0}"),
        ),
        **_columns("page_count number number_raw number_page title signature_time", "h.{0}"),
        **_columns("co_issuers co_signers quality", listed("h.{0}")),
        "recipients": "coalesce(h.recipients, '[]')", "number_box": box("h.number_box"), "ocr_confidence": "h.ocr_confidence / 10000.0",
        "text": "(SELECT whole(text) FROM body WHERE body.id = m.id)",
    },
    "pages": {"end": "m.start + m.length", "kind": interned("m.kind"), "confidence": "m.confidence / 10000.0"},
    "sections": {
        **_MENTION, **_columns("kind numeral path", _STRING), "section_id": "'s' || m.section_id", "parent_id": "'s' || m.parent_id",
        "heading": f"CASE WHEN m.heading_length IS NULL THEN m.heading ELSE {cut('m.start + m.heading_start', 'm.heading_length')} END",
        "text": f"CASE WHEN m.text_length IS NULL THEN m.text ELSE {cut('m.start + m.text_start', 'm.text_length')} END",
    },
    "dates": {**_MENTION, **_columns("date date_end precision role", _STRING)},
    "document_numbers": {
        **_MENTION, **_columns("number year number_symbol", "n.{0}"), **_columns("symbol doc_type", interned("n.{0}")),
    },
    "citations": {
        **_MENTION,
        **_columns("pinpoint relation", _STRING),
        **_columns("number year number_symbol date title register_date", "r.{0}"),
        **_columns("kind doc_type symbol issuer jurisdiction province_2025 register_issuer", interned("r.{0}")),
        # A law cited by its name has no key, though another citation of it, by its number, may have made the document.
        "canonical_key": f"CASE WHEN {interned('r.kind')} = 'numbered' THEN (SELECT name FROM cited_document d WHERE d.id = r.cited) END",
        "canonical_id": "coalesce((SELECT substr(d.name, 1, d.id_length) FROM cited_document d WHERE d.id = r.cited), r.canonical_id)",
    },
    "targets": {**_MENTION, **_columns("comparator unit modality direction", _STRING), "section_id": "'s' || m.section_id"},
    "entities": {
        **_MENTION, "label": interned("m.label"),
        "normalised": f"CASE WHEN m.normalised IS NULL THEN {_MENTION['raw']} ELSE {interned('m.normalised')} END",
    },
    "corrections": {**_MENTION, **_columns("kind rule", _STRING), "text": _MENTION["raw"]},
}  # fmt: skip
"""How a column is stored, where it is not a column of the same name in the compact table (`m`)."""

_JOINS = {
    "document_numbers": "LEFT JOIN number_group n ON n.id = m.number_group",
    "citations": "LEFT JOIN reference r ON r.id = m.reference",
}
_MORE = {
    "documents": {"level": interned("m.level"), "year": "m.year"},
    "citations": {"cited": "r.cited"},
}
"""Columns beyond the contract; `cited` is the id in the view of that name."""


def view(table: str) -> str:
    """The SQL that makes the view of a table."""
    stored = STORED[table]
    cells = {column.name: stored.get(column.name, f"m.{column.name}") for column in own_columns(table) if column.name not in KEY}
    cells |= _MORE.get(table, {})
    cells |= {"id": "m.id", "row": "0" if table == "documents" else f"m.id & {ROWS - 1}"}
    chosen = ", ".join(f'{form} AS "{name}"' if name in ("end", "row") else f"{form} AS {name}" for name, form in cells.items())
    paper = "m" if table == "documents" else "p"
    key = f"f.document_id, {paper}.part, {interned(f'{paper}.source')} AS source"
    return f"CREATE VIEW {table} AS SELECT {key}, {chosen} FROM {_from(table)}"


def _from(table: str) -> str:
    if table == "documents":
        return "paper m JOIN file f ON f.id = m.file JOIN header h ON h.id = m.id"
    # Two conditions that say the same: by the first a row finds its paper, by the second a paper its rows.
    own = f"p.id = m.id >> 20 AND m.id BETWEEN p.id << 20 AND (p.id << 20) + {ROWS - 1}"
    joins = f"JOIN paper p ON {own} JOIN file f ON f.id = p.file"
    return f"{BASE[table]} m {joins} {_JOINS.get(table, '')}"


OTHERS = (
    f"""CREATE VIEW files AS SELECT document_id, {interned("kind")} AS kind, {interned("ending")} AS ending, size, page_count,
    {interned("state")} AS state, papers, {interned("made_by")} AS made_by, {interned("searchable")} AS searchable,
    {interned("searchable_note")} AS searchable_note, split, revision, coalesce(faults, '[]') AS faults, id FROM file""",
    "CREATE VIEW sources AS SELECT f.document_id, s.path, s.added, s.id FROM file_source s JOIN file f ON f.id = s.file",
    'CREATE VIEW failures AS SELECT path, code, kind, message, message_vi, "when", id FROM failure',
    """CREATE VIEW amendments AS SELECT f.document_id, a.part, a."table", a."column", a.old, a.new, a.who, a."when", a.act, a.row,
    a.placed, a.id FROM amendment a JOIN file f ON f.id = a.file""",
    f"""CREATE VIEW doubts AS SELECT f.document_id, d.part, {interned("d.source")} AS source, {interned('d."table"')} AS "table", d.row,
    {interned('d."column"')} AS "column", d.value, {interned("d.reason")} AS reason, d.note, d.page, {box("d.box")} AS box, d.weight, d.id
    FROM doubt d JOIN file f ON f.id = d.file""",
    f"""CREATE VIEW cited AS SELECT d.name, {KEYED} AS canonical_key, substr(d.name, 1, d.id_length) AS canonical_id,
    {interned("d.kind")} AS kind, {interned("d.doc_type")} AS doc_type,
    (SELECT number_symbol FROM reference WHERE cited = d.id LIMIT 1) AS number_symbol,
    (SELECT title FROM reference WHERE cited = d.id AND title IS NOT NULL LIMIT 1) AS title,
    {interned("d.jurisdiction")} AS jurisdiction, d.year, d.citations, d.papers, d.id FROM cited_document d WHERE d.citations > 0""",
)
"""Views besides the tables of a paper."""

NAMES = (*TABLES, "files", "sources", "failures", "amendments", "doubts", "cited")


def script() -> str:
    """Makes every view anew."""
    drops = [f"DROP VIEW IF EXISTS {name}" for name in NAMES]
    return ";\n".join([*drops, *(view(name) for name in TABLES), *OTHERS, ""])
