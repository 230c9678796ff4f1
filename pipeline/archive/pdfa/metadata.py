"""What a searchable copy says of itself (siêu dữ liệu): XMP for machines, /Info for the properties window of a reader.

XMP's own names carry what they can (ISO 19005-2, 6.6.2): `dc:title` the trích yếu, `dc:creator` the issuing body, `dc:identifier`
number and symbol, `dc:date` the paper's date, `dc:type` its type in words, `dc:language`, `dc:source` the original by its SHA-256,
`dc:description` that this is a copy. The names of this project stand beside them, in the namespace `urn:kehoach:archive:1.0#`,
which the packet declares as PDF/A asks (extension schema, 6.6.2.3.3):

    kehoach:number       number and symbol (số, ký hiệu) as filed, '34-CT/TW'
    kehoach:date         date of the paper, ISO 8601
    kehoach:issuer       issuing body
    kehoach:docType      type of the paper
    kehoach:originalSHA256   SHA-256 of the original's bytes, hexadecimal
    kehoach:originalSigned   'True' where the original carries a digital signature; the copy carries none

No clock is in it: the same paper gives the same bytes.

>>> facts = Metadata(document_id="4f" * 32, title="Kế hoạch <năm> 2017", number_symbol="33/KH-UBND", signed=True)
>>> "<dc:identifier>33/KH-UBND</dc:identifier>" in packet(facts, pdfa=True).decode(), "&lt;năm&gt;" in packet(facts, pdfa=False).decode()
(True, True)
>>> statement(facts)
'Searchable copy of a digitally signed original, SHA-256 4f4f4f4f4f4f…; the copy is not signed.'
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from xml.sax.saxutils import escape

import regex

from pipeline.records import DocumentRow

NAMESPACE, PREFIX = "urn:kehoach:archive:1.0#", "kehoach"
"""The project's own names in XMP."""

PROPERTIES = {
    "number": "Number and symbol of the paper, as filed",
    "date": "Date of the paper (ISO 8601)",
    "issuer": "Body that issued the paper",
    "docType": "Type of the paper, in words",
    "originalSHA256": "SHA-256 of the bytes of the original, hexadecimal",
    "originalSigned": "True where the original carries a digital signature; this copy carries none",
}
"""The project's properties, all of XMP's type Text but the last (Boolean), and what the packet says of each."""

LONGEST = 2_000
"""Letters kept of a value: a title that is a whole page was not read right."""

_FORBIDDEN = regex.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
_DATE = regex.compile(r"\d{4}(-\d\d){0,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What is known of a paper, for the copy: `document_id` is the original's SHA-256; `signed` is looked up in it by `make`."""

    document_id: str
    title: str | None = None
    number_symbol: str | None = None
    date: str | None = None
    issuer: str | None = None
    doc_type_name: str | None = None
    language: str | None = None
    signed: bool = False

    @classmethod
    def of(cls, row: DocumentRow) -> Metadata:
        """From the paper's row of the table `documents`."""
        names = ("document_id", "title", "number_symbol", "date", "issuer", "doc_type_name", "language")
        return cls(**{name: getattr(row, name) for name in names})


def maker() -> str:
    """Name and version of this program."""
    try:
        return f"kehoach {metadata.version('kehoach')}"
    except metadata.PackageNotFoundError:
        return "kehoach"


def statement(facts: Metadata) -> str:
    """One sentence on what the copy is."""
    shown = f"SHA-256 {facts.document_id[:12]}…"
    if facts.signed:
        return f"Searchable copy of a digitally signed original, {shown}; the copy is not signed."
    return f"Searchable copy of an original, {shown}."


def statement_vi(facts: Metadata) -> str:
    """The same in Vietnamese."""
    shown = f"SHA-256 {facts.document_id[:12]}…"
    if facts.signed:
        return f"Bản sao tìm kiếm được của văn bản gốc đã ký số, {shown}; bản sao này không có chữ ký số."
    return f"Bản sao tìm kiếm được của bản gốc, {shown}."


def info(facts: Metadata) -> dict[str, str]:
    """The entries of the /Info dictionary."""
    told = {"/Title": facts.title, "/Author": facts.issuer, "/Subject": statement(facts), "/Keywords": _keywords(facts)}
    return {name: _clean(value) for name, value in {**told, "/Creator": maker(), "/Producer": maker()}.items() if value}


def _keywords(facts: Metadata) -> str:
    return ", ".join(_clean(value) for value in (facts.number_symbol, facts.date, facts.doc_type_name) if value)


def packet(facts: Metadata, *, pdfa: bool) -> bytes:
    """The XMP packet; with `pdfa` it claims PDF/A-2b."""
    parts = [*_claim(pdfa), *_standard(facts), *_own(facts), *_schema()]
    body = "\n".join(parts)
    return (
        "<?xpacket begin='\ufeff' id='W5M0MpCehiHzreSzNTczkc9d'?>\n"
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f"{body}\n</rdf:RDF></x:xmpmeta>\n<?xpacket end='w'?>"
    ).encode()


def _claim(pdfa: bool) -> Iterator[str]:
    if pdfa:
        yield _described(
            'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"', ["<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"]
        )


def _described(namespaces: str, lines: list[str]) -> str:
    return f'<rdf:Description rdf:about="" {namespaces}>\n' + "\n".join(lines) + "\n</rdf:Description>"


def _standard(facts: Metadata) -> Iterator[str]:
    date = facts.date if facts.date and _DATE.fullmatch(facts.date) else None
    lines = [
        "<dc:format>application/pdf</dc:format>",
        _array("dc:title", "Alt", facts.title),
        _array("dc:creator", "Seq", facts.issuer),
        _simple("dc:identifier", facts.number_symbol),
        _array("dc:date", "Seq", date),
        _array("dc:type", "Bag", facts.doc_type_name),
        _array("dc:language", "Bag", facts.language),
        _simple("dc:source", f"urn:sha256:{facts.document_id}"),
        _description(facts),
    ]
    yield _described('xmlns:dc="http://purl.org/dc/elements/1.1/"', [line for line in lines if line])
    yield _described(
        'xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"',
        [
            line
            for line in (_simple("pdf:Keywords", _keywords(facts)), _simple("pdf:Producer", maker()), _simple("xmp:CreatorTool", maker()))
            if line
        ],
    )


def _own(facts: Metadata) -> Iterator[str]:
    values = (facts.number_symbol, facts.date, facts.issuer, facts.doc_type_name, facts.document_id, str(facts.signed))
    lines = [_simple(f"{PREFIX}:{name}", value) for name, value in zip(PROPERTIES, values, strict=True)]
    yield _described(f'xmlns:{PREFIX}="{NAMESPACE}"', [line for line in lines if line])


def _schema() -> Iterator[str]:
    """The declaration of our names that PDF/A asks for."""
    properties = "".join(
        f'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
        f"<pdfaProperty:valueType>{'Boolean' if name == 'originalSigned' else 'Text'}</pdfaProperty:valueType>"
        f"<pdfaProperty:category>external</pdfaProperty:category><pdfaProperty:description>{text}</pdfaProperty:description></rdf:li>\n"
        for name, text in PROPERTIES.items()
    )
    yield _described(
        'xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" '
        'xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"',
        [
            '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>kehoach archive</pdfaSchema:schema>',
            f"<pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI><pdfaSchema:prefix>{PREFIX}</pdfaSchema:prefix>",
            f"<pdfaSchema:property><rdf:Seq>\n{properties}</rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>",
        ],
    )


def _simple(name: str, value: str | None) -> str:
    return f"<{name}>{escape(_clean(value))}</{name}>" if value else ""


def _array(name: str, kind: str, value: str | None) -> str:
    if not value:
        return ""
    language = ' xml:lang="x-default"' if kind == "Alt" else ""
    return f"<{name}><rdf:{kind}><rdf:li{language}>{escape(_clean(value))}</rdf:li></rdf:{kind}></{name}>"


def _description(facts: Metadata) -> str:
    told = (("x-default", statement(facts)), ("en", statement(facts)), ("vi", statement_vi(facts)))
    items = "".join(f'<rdf:li xml:lang="{language}">{escape(text)}</rdf:li>' for language, text in told)
    return f"<dc:description><rdf:Alt>{items}</rdf:Alt></dc:description>"


def _clean(value: str) -> str:
    """The value as XML may carry it, of a length that is a value's."""
    return _FORBIDDEN.sub(" ", " ".join(value.split()))[:LONGEST]
