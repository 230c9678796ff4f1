"""Signatures made here, with a certificate made here: what was signed, what was changed, what was added behind it."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

import pytest

from pipeline.parsed import open_paper
from pipeline.reading.integrity import signature_state
from tests.pdfs import write_text_pdf

LINES = ("UỶ BAN NHÂN DÂN", "KẾ HOẠCH", "Phòng, chống dịch bệnh mùa hè năm 2017")
SCANS = Path(__file__).parents[3] / "shared" / "scans"


@pytest.fixture(scope="module")
def signer():
    from asn1crypto import keys, x509
    from cryptography import x509 as made
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    key = ec.generate_private_key(ec.SECP256R1())
    name, issuer = (made.Name([made.NameAttribute(made.NameOID.COMMON_NAME, who)]) for who in ("Sở Y tế tỉnh Kiên Giang", "A test CA"))
    begin = datetime.datetime(2017, 1, 1, tzinfo=datetime.UTC)
    builder = made.CertificateBuilder().subject_name(name).issuer_name(issuer).public_key(key.public_key()).serial_number(7)
    certificate = builder.not_valid_before(begin).not_valid_after(begin.replace(year=2037)).sign(key, hashes.SHA256())
    coded = x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
    plain = (serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    private = keys.PrivateKeyInfo.load(key.private_bytes(*plain))
    return SimpleSigner(signing_cert=coded, signing_key=private, cert_registry=SimpleCertificateStore())


def sign(data: bytes, signer, field: str = "Signature1") -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSignatureMetadata, sign_pdf

    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    out = io.BytesIO()
    sign_pdf(writer, PdfSignatureMetadata(field_name=field), signer=signer, output=out)
    return out.getvalue()


def updated(data: bytes, change) -> bytes:
    """The file with a revision behind it, as an editor adds it."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def other_text(writer) -> None:
    from pyhanko.pdf_utils import generic

    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT /F 12 Tf 70 780 Td (!!) Tj ET"))
    writer.update_container(page)


@pytest.fixture(scope="module")
def signed(tmp_path_factory, signer) -> bytes:
    return sign(write_text_pdf(tmp_path_factory.mktemp("signed") / "kh.pdf", [LINES]).read_bytes(), signer)


@pytest.fixture
def state(tmp_path):
    def look(data: bytes) -> str | None:
        path = tmp_path / "kh.pdf"
        path.write_bytes(data)
        return signature_state(path)

    return look


def test_an_unsigned_file_has_no_state(tmp_path):
    assert signature_state(write_text_pdf(tmp_path / "kh.pdf", [LINES])) is None


def test_a_signed_file_is_intact(state, signed):
    assert state(signed) == "intact"


def test_one_signed_byte_changed_is_broken(state, signed):
    place = signed.index(b"Tj 0 -18 Td") - 4  # within the page's text: '…<2a2b> Tj'
    assert state(signed[:place] + (b"7" if signed[place : place + 1] != b"7" else b"8") + signed[place + 1 :]) == "broken"


@pytest.mark.parametrize("part", [0.7, 0.97])  # what is signed, and the signature itself; before them stands the certificate
def test_a_byte_changed_in_the_signature_is_broken(state, signed, part):
    start = signed.index(b"/Contents <") + len(b"/Contents <")
    length = len(signed[start : signed.index(b">", start)].rstrip(b"0"))
    place = start + int(length * part)
    assert state(signed[:place] + (b"0" if signed[place : place + 1] != b"0" else b"1") + signed[place + 1 :]) == "broken"


def test_a_second_signature_leaves_the_first_intact(state, signed, signer):
    assert state(sign(signed, signer, "Signature2")) == "intact"


def test_pages_changed_in_a_revision_behind_the_signature_are_broken(state, signed):
    assert state(updated(signed, other_text)) == "broken"


def test_broken_if_any_is_broken(state, signed, signer):
    changed = updated(signed, other_text)
    assert state(sign(changed, signer, "Signature2")) == "broken"


def test_a_range_that_leaves_bytes_out_is_broken(state, signed):
    start = signed.index(b"/ByteRange [") + len(b"/ByteRange [")
    end = signed.index(b"]", start)
    first = signed[start:end].split()
    shorter = b" ".join([first[0], str(int(first[1]) - 40).encode(), *first[2:]]).ljust(end - start)
    assert state(signed[:start] + shorter[: end - start] + signed[end:]) == "broken"


def test_the_state_is_a_column_of_the_paper(tmp_path, signed):
    path = tmp_path / "kh.pdf"
    path.write_bytes(signed)
    _, facts = open_paper(path, "kh.pdf")
    assert (facts.signature_state, facts.signature[0]) == ("intact", "Sở Y tế tỉnh Kiên Giang")


@pytest.mark.skipif(not SCANS.is_dir(), reason="needs ../shared/scans")
@pytest.mark.parametrize(
    "name", ["files/qngai-ct-11-2024.pdf", "files/syt-kg-cv-513-2018-signed.pdf", "born_digital/qngai-tb-11-2025-word.pdf"]
)
def test_papers_as_they_came_from_their_offices_are_intact(name):
    assert signature_state(SCANS / name) == "intact"
