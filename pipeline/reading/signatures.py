"""Digital signatures of a PDF (chữ ký số): who signed, and when. Whether a signature is intact is asked elsewhere.

The name stands in the certificate inside the signature (PKCS #7, RFC 5652: common name, object identifier 2.5.4.3) and, as people see
it, in the stamp: 'Ký bởi: Ủy ban nhân dân tỉnh Quảng Ngãi', 'Thời gian ký: 05/01/2021 08:15:24'. A paper may be signed by its
signer, then by its body, then by the gazette that publishes it: the first in time is told.

>>> iso_time("D:20210105081524+07'00'"), iso_time("D:20210105")
('2021-01-05T08:15:24+07:00', None)
>>> stamp_time("Thời gian ký: 24.04.2018 15:17:44 +07:00"), stamp_time("05/01/2021 08:15:24")
('2018-04-24T15:17:44+07:00', '2021-01-05T08:15:24')
>>> stamp_name("Ký bởi: Ủy ban nhân dân tỉnh Quảng Ngãi Thời gian ký: 05/01/2021")
'Ủy ban nhân dân tỉnh Quảng Ngãi'
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import regex

from pipeline.reading import pdf, textlayer
from pipeline.vietnamese.normalize import fold, nfc

_PDF_TIME = regex.compile(r"D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:Z|([+-]\d\d)'?(\d\d)?'?)?")
_STAMP_TIME = regex.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})\s+(\d{1,2}):(\d\d):(\d\d)(?:\s*([+-]\d\d):?(\d\d))?")
_STAMP_NAME = regex.compile(
    r"(?:ký bởi|người ký|digitally signed by)\s*:?\s*(.{2,120}?)"
    r"\s*(?=$|\n|email\s*:|cơ quan\s*:|thời gian|ngày ký|date\s*:)",
    regex.IGNORECASE,
)
_SIGNED = regex.compile(r"kyb[oe]i|nguoiky|signedby")  # marks and blanks aside, as text layers lose both
_NO_LETTER = regex.compile(r"[^a-z]+")
_AUTHORITY = regex.compile(r"\b(?:CA|Root|Certification|Authority|TSA)\b|\bCA\d|chứng thực", regex.IGNORECASE)
_COMMON_NAME = b"\x06\x03\x55\x04\x03"
_STRINGS = {0x0C: "utf-8", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii", 0x1E: "utf-16-be"}


def signature_facts(path: Path) -> tuple[str, str | None] | None:
    """Name of who signed a PDF first and the time (ISO 8601, None if not told); None without a signature or a name."""
    signed = [(iso_time(s.time), certificate_name(s.contents)) for s in pdf.signatures(path)]
    named = sorted(((time or "9", name) for time, name in signed if name), key=lambda pair: pair[0])
    if named:
        time, name = named[0]
        return name, None if time == "9" else time
    if not _SIGNED.search(_NO_LETTER.sub("", fold(pdf.plain_text(path, 1)))):
        return None  # placing the letters of a page takes half as long as all else that is done with it
    for stamp in textlayer.read_layer(pdf.page_facts(path, 1)).stamps:
        if seen := stamp_name(stamp.text):
            return seen, stamp_time(stamp.text) or next((time for time, _ in signed if time), None)
    return None


def certificate_name(contents: bytes) -> str | None:
    """Common name of the signer in a PKCS #7 block: the one that is no issuer and no authority."""
    names: list[str] = []
    place = contents.find(_COMMON_NAME)
    while place >= 0 and len(names) < 100:
        start = place + len(_COMMON_NAME)
        if start + 2 <= len(contents) and contents[start] in _STRINGS and contents[start + 1] < 0x80:
            raw = contents[start + 2 : start + 2 + contents[start + 1]]
            names.append(nfc(raw.decode(_STRINGS[contents[start]], "replace")).strip())
        place = contents.find(_COMMON_NAME, start)
    counts = Counter(names)
    return next((name for name in names if counts[name] == 1 and name and not _AUTHORITY.search(name)), None)


def iso_time(value: str | None) -> str | None:
    """ISO 8601 of a PDF date ('D:20210105081524+07'00''); None if it is none."""
    match = _PDF_TIME.match(value or "")
    if match is None:
        return None
    year, month, day, hour, minute, second, zone, zone_minute = match.groups()
    return _checked(f"{year}-{month}-{day}T{hour}:{minute}:{second}", zone, zone_minute)


def stamp_time(text: str) -> str | None:
    """ISO 8601 of the time printed in a stamp; None without one."""
    match = _STAMP_TIME.search(text)
    if match is None:
        return None
    day, month, year, hour, minute, second, zone, zone_minute = match.groups()
    return _checked(f"{year}-{int(month):02}-{int(day):02}T{int(hour):02}:{minute}:{second}", zone, zone_minute)


def _checked(time: str, zone: str | None, zone_minute: str | None) -> str | None:
    whole = time + (f"{zone}:{zone_minute or '00'}" if zone else "")
    try:
        return datetime.fromisoformat(whole).isoformat()
    except ValueError:
        return None


def stamp_name(text: str) -> str | None:
    """Name printed in a stamp; None without one."""
    match = _STAMP_NAME.search(text)
    return match.group(1).strip() if match else None
