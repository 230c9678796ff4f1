-- The index of an archive: compact tables (names in the singular), and views over them with the names and columns of the tables of a paper.
--
-- A row of a paper has the id paper << 20 | row: it needs no index to be found by its paper. Words that come again and again are kept once
-- in `string`, what is cited once in `reference` and `cited_document`. A box is one whole number, four times 14 bits of ten-thousandths of
-- the page; `boxes` (seven bytes each) are told only where a mention has more than one. Confidences are ten-thousandths. A paper's text is
-- kept compressed (zlib), words of it (raw, headings, texts of sections) are cut out of it by the functions of `packing`, which every
-- connection of ours has. Nothing here is the only copy: everything can be made again from the files.

CREATE TABLE string (id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, text TEXT NOT NULL);
CREATE INDEX string_hash ON string (hash);

CREATE TABLE file (
    id INTEGER PRIMARY KEY, document_id TEXT NOT NULL UNIQUE, kind INTEGER, ending INTEGER, size INTEGER, page_count INTEGER, state INTEGER,
    papers INTEGER, made_by INTEGER, searchable INTEGER, searchable_note INTEGER, split INTEGER, revision INTEGER, faults TEXT
);
CREATE TABLE file_source (id INTEGER PRIMARY KEY, file INTEGER NOT NULL, path TEXT NOT NULL, added TEXT);
CREATE INDEX file_source_file ON file_source (file);
CREATE TABLE failure (id INTEGER PRIMARY KEY, path TEXT NOT NULL, code INTEGER, kind TEXT, message TEXT, message_vi TEXT, "when" TEXT);
CREATE TABLE amendment (
    id INTEGER PRIMARY KEY, file INTEGER NOT NULL, part INTEGER, "table" TEXT, "column" TEXT, old TEXT, new TEXT, who TEXT, "when" TEXT,
    act TEXT, row TEXT, placed INTEGER
);
CREATE INDEX amendment_file ON amendment (file);

CREATE TABLE paper (
    id INTEGER PRIMARY KEY, file INTEGER NOT NULL, part INTEGER NOT NULL, source INTEGER, year INTEGER, province INTEGER, province_2025 INTEGER,
    doc_type INTEGER, issuer INTEGER, level INTEGER, date TEXT, number_symbol TEXT
);
CREATE INDEX paper_file ON paper (file, part);
CREATE INDEX paper_date ON paper (date);
CREATE INDEX paper_number ON paper (number_symbol);
CREATE TABLE header (
    id INTEGER PRIMARY KEY, source_kind INTEGER, page_count INTEGER, doc_type_name INTEGER, number TEXT, symbol INTEGER,
    number_raw TEXT, number_page INTEGER, number_box INTEGER, date_precision INTEGER, place INTEGER, issuer_parent INTEGER,
    co_issuers INTEGER, district INTEGER, title TEXT, signer INTEGER, signer_role INTEGER, signing_authority INTEGER, co_signers INTEGER,
    recipients TEXT, language INTEGER, security_mark INTEGER, urgency_mark INTEGER, signature_name INTEGER, signature_time TEXT,
    signature_state INTEGER, ocr_confidence INTEGER, quality INTEGER
);
CREATE TABLE body (id INTEGER PRIMARY KEY, text BLOB NOT NULL);

CREATE TABLE page (
    id INTEGER PRIMARY KEY, page INTEGER, start INTEGER, length INTEGER, kind INTEGER, width INTEGER, height INTEGER, dpi INTEGER,
    rotation INTEGER, skew REAL, confidence INTEGER
);
CREATE TABLE section (
    id INTEGER PRIMARY KEY, start INTEGER, length INTEGER, page INTEGER, box INTEGER, boxes BLOB, confidence INTEGER, flags INTEGER,
    section_id INTEGER, parent_id INTEGER, level INTEGER, kind INTEGER, numeral INTEGER, ordinal INTEGER, path INTEGER,
    heading_start INTEGER, heading_length INTEGER, heading TEXT, text_start INTEGER, text_length INTEGER, text TEXT
);
CREATE TABLE date (
    id INTEGER PRIMARY KEY, start INTEGER, length INTEGER, page INTEGER, box INTEGER, boxes BLOB, confidence INTEGER, flags INTEGER,
    date INTEGER, date_end INTEGER, precision INTEGER, role INTEGER
);
CREATE TABLE number_group (
    id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, number TEXT, year TEXT, symbol INTEGER, number_symbol TEXT, doc_type INTEGER
);
CREATE INDEX number_group_hash ON number_group (hash);
CREATE TABLE number (
    id INTEGER PRIMARY KEY, start INTEGER, length INTEGER, page INTEGER, box INTEGER, boxes BLOB, confidence INTEGER, flags INTEGER,
    number_group INTEGER, is_own INTEGER
);

-- A cited document. `name` is its canonical key, where `keyed`, else its id with its place; `id_length` letters of it are the canonical id.
-- `number_key` is its number without regard to capitals, marks, zeros and dashes ('34 ct tw').
CREATE TABLE cited_document (
    id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, name TEXT NOT NULL, keyed INTEGER, id_length INTEGER, kind INTEGER, doc_type INTEGER,
    number_key TEXT, jurisdiction INTEGER, year INTEGER, citations INTEGER NOT NULL DEFAULT 0, papers INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX cited_document_hash ON cited_document (hash);
CREATE INDEX cited_document_number ON cited_document (number_key) WHERE number_key IS NOT NULL;
CREATE VIRTUAL TABLE cited_words USING fts5 (name, content='', detail=none, columnsize=0, tokenize="unicode61 remove_diacritics 0");
-- A way in which a document is told where it is cited: number, date, issuer, title as one paper has them. `canonical_id` stands here only
-- where `cited` is null: numbers that could not be read, the paper itself.
CREATE TABLE reference (
    id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, cited INTEGER, kind INTEGER, doc_type INTEGER, number TEXT, year TEXT, symbol INTEGER,
    number_symbol TEXT, date TEXT, issuer INTEGER, jurisdiction INTEGER, province_2025 INTEGER, title TEXT, canonical_id TEXT,
    register_date TEXT, register_issuer INTEGER
);
CREATE INDEX reference_hash ON reference (hash);
CREATE INDEX reference_cited ON reference (cited) WHERE cited IS NOT NULL;
CREATE TABLE citation (
    id INTEGER PRIMARY KEY, start INTEGER, length INTEGER, page INTEGER, box INTEGER, boxes BLOB, confidence INTEGER, flags INTEGER,
    reference INTEGER NOT NULL, pinpoint INTEGER, relation INTEGER, parent_citation INTEGER
);
CREATE INDEX citation_reference ON citation (reference);

CREATE TABLE target (
    id INTEGER PRIMARY KEY, start INTEGER, length INTEGER, page INTEGER, box INTEGER, boxes BLOB, confidence INTEGER, indicator TEXT,
    subject TEXT, subject_inherited INTEGER, comparator INTEGER, value REAL, value_max REAL, unit INTEGER, denominator TEXT,
    modality INTEGER, direction INTEGER, year TEXT, deadline TEXT, section_id INTEGER
);
CREATE VIRTUAL TABLE target_words USING fts5 (words, content='', detail=none, columnsize=0, tokenize="unicode61 remove_diacritics 0");
CREATE TABLE entity (
    id INTEGER PRIMARY KEY, start INTEGER, length INTEGER, page INTEGER, box INTEGER, boxes BLOB, confidence INTEGER, label INTEGER,
    normalised INTEGER
);
CREATE TABLE correction (
    id INTEGER PRIMARY KEY, start INTEGER, length INTEGER, page INTEGER, box INTEGER, confidence INTEGER, raw_text TEXT, kind INTEGER,
    rule INTEGER
);

-- What a person should look at, heaviest first.
CREATE TABLE doubt (
    id INTEGER PRIMARY KEY, file INTEGER NOT NULL, part INTEGER, source INTEGER, "table" INTEGER, row INTEGER, "column" INTEGER, value TEXT,
    reason INTEGER, note TEXT, page INTEGER, box INTEGER, weight REAL
);
CREATE INDEX doubt_file ON doubt (file);
CREATE INDEX doubt_weight ON doubt (weight DESC);

-- Words of the papers, twice: without marks ('nghi dinh', 'dong thap'), with their places; and which papers hold a word with its marks.
-- Both are small, composed, tone marks in one manner.
CREATE VIRTUAL TABLE folded USING fts5 (title, headings, body, content='', tokenize="unicode61 remove_diacritics 0");
CREATE VIRTUAL TABLE exact USING fts5 (words, content='', detail=none, columnsize=0, tokenize="unicode61 remove_diacritics 0");
