"""Searchable copies of small papers made here: what can be copied from them, what is seen of them, what they say of themselves."""

from __future__ import annotations

import hashlib
import io
import math
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from pipeline.archive import pdfa
from pipeline.archive.pdfa import finishing, layer, metadata
from pipeline.document import Box, Line, Page, Paragraph, Word
from pipeline.errors import CannotWrite, DamagedFile, ExtraMissing
from pipeline.reading import images, pdf
from tests.pdfs import write_text_pdf

WORDS = (
    ("CỘNG", "HÒA", "XÃ", "HỘI", "CHỦ", "NGHĨA", "VIỆT", "NAM"),
    ("Số:", "2004/KH-UBND", "Kiên", "Giang,", "ngày", "07", "tháng", "4", "năm", "2017"),
    ("đường", "ẫm", "ờ", "Đỗ", "Thị", "Mẫn", "nghỉ", "lễ", "\\(ngoặc\\)", "100%"),
)
FACTS = pdfa.Metadata(
    document_id="4f" * 32, title="Phòng, chống dịch bệnh <mùa hè> & “tết” 2017", number_symbol="2004/KH-UBND", date="2017-04-07",
    issuer="Ủy ban nhân dân tỉnh Kiên Giang", doc_type_name="Kế hoạch", language="vi",
)  # fmt: skip
SIZE = (827, 1169)
DPI = 100


def page_of(lines: Sequence[Sequence[str]] = WORDS, *, kind: str = "ocr", rotation: int = 0, number: int = 1) -> Page:
    """The words in lines across the page, each word in a box of its own."""
    found = []
    for row, words in enumerate(lines):
        top, wide = 0.1 + 0.04 * row, 0.8 / len(words)
        found.append(Line(tuple(Word(word, Box(0.1 + wide * n, top, 0.1 + wide * (n + 0.9), top + 0.02)) for n, word in enumerate(words))))
    width, height = SIZE if rotation % 180 == 0 else SIZE[::-1]
    return Page(number, kind, (Paragraph("body", tuple(found)),), width, height, DPI, rotation)


def drawing(mode: str = "L") -> Image.Image:
    """A sheet with bars where the words of `page_of` stand."""
    picture = Image.new("L", SIZE, 255)
    pen = ImageDraw.Draw(picture)
    for word in page_of().words():
        assert word.box is not None
        pen.rectangle([round(edge * SIZE[n % 2]) for n, edge in enumerate(word.box)], fill=0)
    return picture.convert(mode)


def scan_pdf(path: Path, pages: int = 1, change: Callable[[pikepdf.Pdf], None] | None = None) -> Path:
    """A PDF of JPEG scans, as scanners write them."""
    made = pikepdf.new()
    for _ in range(pages):
        data = io.BytesIO()
        drawing().save(data, "JPEG", quality=80)
        picture = made.make_stream(
            data.getvalue(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=SIZE[0], Height=SIZE[1],
            ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
        )  # fmt: skip
        page = made.add_blank_page(page_size=(595, 842))
        page.obj["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary({"/Im": picture}))
        page.obj["/Contents"] = made.make_stream(b"q 595 0 0 842 0 0 cm /Im Do Q")
    if change:
        change(made)
    made.save(path)
    return path


def copied(path: Path, number: int = 1) -> list[str]:
    """The words that a reader copies from the page."""
    document = pypdfium2.PdfDocument(path)
    return str(document[number - 1].get_textpage().get_text_range()).split()


def said(page: Page) -> list[str]:
    return [word.text for word in page.words()]


def make(original: Path, pages: Sequence[Page], kind: str = "pdf", facts: pdfa.Metadata = FACTS) -> tuple[pdfa.Made, Path]:
    target = original.with_name("searchable.pdf")
    return pdfa.make(original, kind, pages, facts, target), target


def pictures_in(path: Path) -> list[str]:
    with pikepdf.open(path) as opened:
        found = [item for item in opened.objects if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"]
        return [hashlib.sha256(item.read_raw_bytes()).hexdigest() for item in found]


def test_a_scan_keeps_its_picture_and_gives_our_words(tmp_path):
    original = scan_pdf(tmp_path / "kh.pdf")
    made, copy = make(original, [page_of()])
    assert made == pdfa.Made("pdfa", None)
    assert copied(copy) == said(page_of())
    assert pictures_in(copy) == pictures_in(original)
    assert (pdf.render_page(original, 1, 100) == pdf.render_page(copy, 1, 100)).all()
    assert copy.stat().st_size <= original.stat().st_size + 60 * 1024
    assert finishing.faults(copy.read_bytes()) == []


def test_the_same_paper_gives_the_same_bytes(tmp_path):
    original = scan_pdf(tmp_path / "kh.pdf", pages=2)
    first = make(original, [page_of(), page_of(number=2)])[1].read_bytes()
    assert make(original, [page_of(), page_of(number=2)])[1].read_bytes() == first


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_words_lie_over_their_print_however_the_page_is_turned(tmp_path, turn, rotation):
    def lay(made: pikepdf.Pdf) -> None:
        page = made.pages[0]
        page.obj["/Rotate"] = turn
        page.obj["/MediaBox"] = [50, -30, 645, 812]
        page.obj["/Contents"] = made.make_stream(b"q 595 0 0 842 50 -30 cm /Im Do Q")

    read = page_of(rotation=rotation)
    _, copy = make(scan_pdf(tmp_path / "kh.pdf", change=lay), [read])
    document = pypdfium2.PdfDocument(copy)
    assert document[0].get_rotation() == (turn + rotation) % 360
    assert copied(copy) == said(read)
    facts = pdf.page_facts(copy, 1)
    assert facts.rotation == 0  # the text stands upright on the page as it is shown
    letters = [letter for letter in facts.letters if letter.text.strip()]
    first, box = said(read)[0], next(read.words()).box
    assert box is not None
    shown = letters[: len(first)]
    assert "".join(letter.text for letter in shown) == first
    assert abs(shown[0].x0 / facts.width - box.x0) < 0.005 and abs(shown[-1].x1 / facts.width - box.x1) < 0.005
    assert box.y0 - 0.01 < shown[0].y0 / facts.height < shown[0].y1 / facts.height < box.y1 + 0.01


def slanting(degrees: float) -> Page:
    """A page of four lines that a scanner took askew; the right end higher than the left."""
    words = [
        "Thực",
        "hiện",
        "Nghị",
        "quyết",
        "số",
        "30c/NQ-CP",
        "ngày",
        "08/11/2011",
        "của",
        "Chính",
        "phủ",
        "ban",
        "hành",
        "Chương",
        "trình",
        "cải",
        "cách",
    ]
    step, lines = 0.8 / len(words), []
    for number in range(4):
        places = [
            (0.1 + step * place, 0.2 + 0.022 * number - math.tan(math.radians(degrees)) * step * place * 595 / 842)
            for place in range(len(words))
        ]
        lines.append(Line(tuple(Word(word, Box(x, y, x + step * 0.85, y + 0.016)) for word, (x, y) in zip(words, places, strict=True))))
    return Page(1, "ocr", (Paragraph("body", tuple(lines)),), 1240, 1754, 150)


@pytest.mark.parametrize("degrees", [0.3, 1.0, 2.0, -1.5])
def test_a_line_that_slants_stays_one_line(tmp_path, degrees):
    sheet, page = layer.Sheet(0, 0, 595, 842), slanting(degrees)
    placed, boxes = sheet.words(page), [word.box for word in page.words()]
    for start in range(0, len(placed), len(placed) // 4):
        line = placed[start : start + len(placed) // 4]
        assert max(word.y for word in line) - min(word.y for word in line) <= 0.25 * line[0].size
    astray = [abs((1 - word.y / 842) - box.y1) * 842 for word, box in zip(placed, boxes, strict=True) if box]
    assert max(astray) < 13, "less than a line away, that what is marked lies over its print"
    if shutil.which("pdftotext"):
        path = tmp_path / "layer.pdf"
        path.write_bytes(layer.text_pdf(layer.content(placed, sheet.matrix), 595, 842))
        told = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
        assert told.split() == said(page)


@pytest.mark.parametrize("size", [(1, 1), (600, 16_000), (3, 2_000)])
def test_pictures_of_odd_sizes_get_a_copy_too(tmp_path, size):
    original = tmp_path / "kh.png"
    Image.new("L", size, 255).save(original)
    made, copy = make(original, [Page(1, "blank", (), *size, None)], kind="image")
    assert made == pdfa.Made("pdfa", None) and len(pypdfium2.PdfDocument(copy)) == 1


def test_a_cropped_page_has_its_words_where_it_is_seen(tmp_path):
    def crop(made: pikepdf.Pdf) -> None:
        made.pages[0].obj["/CropBox"] = [100, 200, 500, 700]

    _, copy = make(scan_pdf(tmp_path / "kh.pdf", change=crop), [page_of()])
    facts = pdf.page_facts(copy, 1)
    assert (round(facts.width), round(facts.height)) == (400, 500)
    assert abs(facts.letters[0].x0 - 40) < 1 and copied(copy) == said(page_of())


def test_the_words_of_an_earlier_ocr_are_gone(tmp_path):
    def garbage(made: pikepdf.Pdf) -> None:
        page = made.pages[0]
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.obj["/Resources"]["/Font"] = pikepdf.Dictionary({"/H": font})
        page.contents_add(b"BT 3 Tr /H 12 Tf 70 700 Td (CONG HOA XA HOl) Tj ET", prepend=True)

    made, copy = make(scan_pdf(tmp_path / "kh.pdf", change=garbage), [page_of()])
    assert made.level == "pdfa" and copied(copy) == said(page_of())


def stamp(made: pikepdf.Pdf) -> None:
    """A signature with a stamp that is drawn by the form alone, in a font that is not in the file."""
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    look = made.make_stream(
        b"0 0 1 rg BT /H 12 Tf 4 10 Td (Ky boi: UBND) Tj ET", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 150, 40],
        Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary({"/H": font})),
    )  # fmt: skip
    signature = pikepdf.Dictionary(
        Type=pikepdf.Name.Sig, Filter=pikepdf.Name("/Adobe.PPKLite"), SubFilter=pikepdf.Name("/adbe.pkcs7.detached"),
        Contents=b"0" * 20, ByteRange=[0, 1, 2, 3],
    )  # fmt: skip
    field = made.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Sig,
            T="Signature1",
            V=signature,
            F=132,
            Rect=[400, 780, 550, 820],
            AP=pikepdf.Dictionary(N=look),
            P=made.pages[0].obj,
        )
    )
    made.pages[0].obj["/Annots"] = [field]
    made.Root["/AcroForm"] = pikepdf.Dictionary(Fields=[field], SigFlags=3)
    made.Root["/Perms"] = pikepdf.Dictionary(DocMDP=signature)


def test_a_signed_paper_stays_as_it_is_and_its_copy_says_so(tmp_path):
    original = scan_pdf(tmp_path / "kh.pdf", change=stamp)
    before = original.read_bytes()
    made, copy = make(original, [page_of()])
    assert original.read_bytes() == before
    assert made.level == "pdfa" and made.note and "the original is digitally signed, this copy is not" in made.note
    assert pictures_in(original)[0] in pictures_in(copy)
    with pikepdf.open(copy) as opened:
        assert "/AcroForm" not in opened.Root and "/Perms" not in opened.Root and "/Annots" not in opened.pages[0]
        said_of_it = opened.Root.Metadata.read_bytes().decode()
        assert f"urn:sha256:{'4f' * 32}" in said_of_it and "<kehoach:originalSigned>True<" in said_of_it
        assert "digitally signed original" in str(opened.trailer.Info["/Subject"])
    seen, shown = pdf.render_page(original, 1, 150).astype(int), pdf.render_page(copy, 1, 150).astype(int)
    assert seen[:120, 800:].min() < 100  # the stamp is seen, in both
    assert np.abs(seen - shown).mean() < 0.1


def test_what_pdfa_asks_for_is_in_the_file(tmp_path):
    """The essentials of ISO 19005-2, looked at without the validator."""
    _, copy = make(scan_pdf(tmp_path / "kh.pdf", change=stamp), [page_of()])
    data = copy.read_bytes()
    assert data.startswith(b"%PDF-1.") and min(data[data.index(b"%", 8) + 1 :][:4]) > 127  # 6.1.2: a comment of four high bytes
    with pikepdf.open(copy) as opened:
        intents = list(opened.Root.OutputIntents)
        assert [str(intent.S) for intent in intents] == ["/GTS_PDFA1"] and len(intents[0].DestOutputProfile.read_bytes()) > 100
        assert not opened.is_encrypted and len(opened.trailer.ID) == 2
        fonts = [item for item in opened.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Subtype") == "/CIDFontType2"]
        assert len(fonts) == 1 and "/FontFile2" in fonts[0].FontDescriptor
        streams = [item for item in opened.objects if isinstance(item, pikepdf.Stream)]
        assert not any("LZW" in str(item.get("/Filter", "")) or "/F" in item for item in streams)
        assert not any("/SMask" in item or item.get("/Interpolate", False) for item in streams)


def test_metadata_in_xmp_and_info(tmp_path):
    _, copy = make(scan_pdf(tmp_path / "kh.pdf"), [page_of()])
    with pikepdf.open(copy) as opened:
        xmp = opened.open_metadata()
        assert xmp["dc:title"] == FACTS.title and xmp["dc:creator"] == [FACTS.issuer] and xmp["dc:identifier"] == FACTS.number_symbol
        assert xmp["dc:date"] == [FACTS.date] and xmp.pdfa_status == "2B"
        assert xmp[f"{{{metadata.NAMESPACE}}}number"] == FACTS.number_symbol and xmp[f"{{{metadata.NAMESPACE}}}issuer"] == FACTS.issuer
        assert (str(opened.trailer.Info["/Title"]), str(opened.trailer.Info["/Author"])) == (FACTS.title, FACTS.issuer)
        assert str(opened.Root.Lang) == "vi" and "/ID" in opened.trailer


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_title_makes_a_well_formed_packet(title: str, number: str) -> None:
    from xml.etree import ElementTree

    facts = replace(FACTS, title=title, number_symbol=number)
    ElementTree.fromstring(metadata.packet(facts, pdfa=True).decode())


def test_the_packet_without_our_names_is_what_the_validator_allows() -> None:
    from pikepdf.pdfa import check

    made = pikepdf.new()
    made.add_blank_page()
    finishing.finish(made, [_blank()], FACTS, pdfa=True)
    found = [item for item in check(made, "2b").findings if "MetadataStream" in item.where]
    assert found and all(finishing.forgiven(item.rule, item.where, item.message) for item in found)


def _blank():
    from pipeline.archive.pdfa.sheets import Under

    return Under(b"", 612, 792, 0)


@pytest.mark.parametrize(
    ("name", "mode", "options"),
    [
        ("a.jpg", "RGB", {"quality": 85}),
        ("a.png", "1", {}),
        ("a.png", "P", {}),
        ("a.png", "RGBA", {}),
        ("a.jpg", "CMYK", {}),
        ("a.tif", "1", {"compression": "group4"}),
        ("a.webp", "RGB", {"quality": 80}),
        ("a.bmp", "L", {}),
    ],
)
def test_image_files(tmp_path, name, mode, options):
    drawing("RGB" if mode in ("P", "RGBA", "CMYK") else mode).convert(mode).save(tmp_path / name, **options)
    made, copy = make(tmp_path / name, [page_of()], "image")
    assert made.level == "pdfa" and copied(copy) == said(page_of())
    seen, _ = images.read_frame(tmp_path / name, 1)
    shown = pdf.render_page(copy, 1, DPI)
    assert shown.shape[:2] == seen.shape[:2]
    assert np.abs((seen if seen.ndim == 3 else seen[:, :, None]).astype(int) - shown).mean() < 1


def test_a_jpeg_goes_in_byte_for_byte(tmp_path):
    drawing().save(tmp_path / "a.jpg", quality=85)
    _, copy = make(tmp_path / "a.jpg", [page_of()], "image")
    assert pictures_in(copy) == [hashlib.sha256((tmp_path / "a.jpg").read_bytes()).hexdigest()]


def test_a_photograph_held_sideways_has_its_words_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # turn 90 degrees clockwise to see it
    drawing().rotate(90, expand=True).save(tmp_path / "a.jpg", exif=exif)
    made, copy = make(tmp_path / "a.jpg", [page_of()], "image")
    facts = pdf.page_facts(copy, 1)
    assert made.level == "pdfa" and facts.rotation == 0 and facts.width < facts.height and copied(copy) == said(page_of())


def test_a_tiff_of_several_pages(tmp_path):
    drawing("1").save(tmp_path / "a.tif", save_all=True, append_images=[drawing("1")], compression="group4")
    second = page_of((("trang", "hai"),), number=2)
    _, copy = make(tmp_path / "a.tif", [page_of(), second], "image")
    assert (copied(copy, 1), copied(copy, 2)) == (said(page_of()), ["trang", "hai"])


def test_a_page_with_its_own_good_text_keeps_it(tmp_path):
    lines = ("Kế hoạch phòng, chống dịch bệnh", "mùa hè năm 2017 trên địa bàn tỉnh")
    original = write_text_pdf(tmp_path / "kh.pdf", [lines])
    made, copy = make(original, [page_of([line.split() for line in lines], kind="text")])
    # Its font is not in the file: no PDF/A can be made of it as it is, and its words are found once.
    assert made.level in ("pdfa-images", "plain") and made.note and "fonts that are not in the file" in made.note
    assert copied(copy) == " ".join(lines).split()


def test_text_that_does_not_say_what_is_read_is_replaced_and_still_seen(tmp_path):
    original = write_text_pdf(tmp_path / "kh.pdf", [("Keá hoaïch phoøng choáng dòch beänh",)])  # VNI letters that say nothing to Unicode
    read = page_of([("Kế", "hoạch", "phòng", "chống", "dịch", "bệnh")], kind="text")
    made, copy = make(original, [read])
    assert made.level == "pdfa" and copied(copy) == said(read)
    seen, shown = pdf.render_page(original, 1, 100).astype(int), pdf.render_page(copy, 1, 100).astype(int)
    assert seen.min() < 100 and np.abs(seen - shown).mean() < 0.5


def test_where_ocrmypdf_refuses_pictures_are_made(tmp_path, monkeypatch):
    from pipeline.archive.pdfa import engine

    def refuse(*_):
        raise engine.RefusedFile("for a reason")

    monkeypatch.setattr(engine, "to_pdfa", refuse)
    original = scan_pdf(tmp_path / "kh.pdf")
    made, copy = make(original, [page_of()])
    assert made == pdfa.Made("pdfa-images", "not pdfa: for a reason")
    assert copied(copy) == said(page_of()) and pictures_in(copy) == pictures_in(original) and finishing.faults(copy.read_bytes()) == []


def test_a_copy_that_is_no_pdfa_does_not_say_that_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr(finishing, "faults", lambda data: ["6.1.2: something"])
    made, copy = make(scan_pdf(tmp_path / "kh.pdf"), [page_of()])
    assert made.level == "plain" and made.note and "6.1.2: something" in made.note and copied(copy) == said(page_of())
    with pikepdf.open(copy) as opened:
        assert not opened.open_metadata().pdfa_status


def hostile(made: pikepdf.Pdf) -> None:
    made.Root["/OpenAction"] = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    made.Root["/Names"] = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["a", made.Root["/OpenAction"]]))
    made.Root["/AA"] = pikepdf.Dictionary(WC=made.Root["/OpenAction"])
    made.pages[0].obj["/AA"] = pikepdf.Dictionary(O=made.Root["/OpenAction"])
    made.attachments["x.exe"] = b"MZ"


def test_scripts_and_files_in_the_file_stay_behind(tmp_path):
    made, copy = make(scan_pdf(tmp_path / "kh.pdf", change=hostile), [page_of()])
    assert made.level == "pdfa"
    data = copy.read_bytes()
    with pikepdf.open(io.BytesIO(data)) as opened:
        assert not {"/OpenAction", "/AA", "/Names", "/AcroForm"} & set(opened.Root.keys()) and "/AA" not in opened.pages[0]
        assert all("JavaScript" not in repr(item) for item in opened.objects)


@pytest.mark.parametrize(
    "break_page",
    [
        lambda page: page.__delitem__("/Contents"),
        lambda page: page.__delitem__("/Resources"),
        lambda page: page.__setitem__("/Resources", pikepdf.Array()),
        lambda page: page.__setitem__("/Annots", pikepdf.Name.None_),
        lambda page: page.__setitem__("/Rotate", pikepdf.Name.Left),
        lambda page: page.__setitem__("/CropBox", pikepdf.Array([9000, 9000, 9100, 9100])),
        lambda page: page["/Resources"].__setitem__("/XObject", pikepdf.Name.None_),
    ],
)  # fmt: skip
def test_odd_pages_still_get_a_copy(tmp_path, break_page):
    made, copy = make(scan_pdf(tmp_path / "kh.pdf", change=lambda made: break_page(made.pages[0].obj)), [page_of()])
    assert made.level in ("pdfa", "pdfa-images", "plain") and copied(copy) == said(page_of())


def nested(made: pikepdf.Pdf) -> None:
    """Forms that draw one another, each all the others, with text in the last: looked at one by one, or for ever."""
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    names = [f"/F{number}" for number in range(12)]
    forms = {name: made.make_stream(b"q Q", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9]) for name in names}
    for name in names:
        forms[name]["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary({other: forms[other] for other in names}))
    forms["/F11"]["/Resources"]["/Font"] = pikepdf.Dictionary({"/H": font})
    forms["/F11"].write(b"BT 3 Tr /H 9 Tf (CONG HOA) Tj ET")
    made.pages[0].obj["/Resources"]["/XObject"]["/F0"] = forms["/F0"]
    made.pages[0].contents_add(b"q /F0 Do Q", prepend=False)


def test_forms_that_draw_one_another(tmp_path):
    made, copy = make(scan_pdf(tmp_path / "kh.pdf", change=nested), [page_of()])
    assert made.level in ("pdfa", "pdfa-images") and copied(copy) == said(page_of())


def test_pages_that_were_not_read_stay_as_they_are(tmp_path):
    _, copy = make(scan_pdf(tmp_path / "kh.pdf", pages=3), [page_of(), Page(2, "blank")])
    assert (copied(copy, 1), copied(copy, 2), copied(copy, 3)) == (said(page_of()), [], [])


def test_a_damaged_file_is_an_error_for_people(tmp_path):
    path = tmp_path / "kh.pdf"
    path.write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(DamagedFile):
        make(path, [page_of()])


def test_a_target_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(CannotWrite):
        pdfa.make(scan_pdf(tmp_path / "kh.pdf"), "pdf", [page_of()], FACTS, tmp_path / "file" / "searchable.pdf")


@pytest.mark.parametrize("library", ["ocrmypdf", "pikepdf.pdfa"])
def test_without_the_libraries(tmp_path, monkeypatch, library):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ExtraMissing, match="archive"):
        make(scan_pdf(tmp_path / "kh.pdf"), [page_of()])


def test_nothing_is_printed_and_tesseract_is_not_run(tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert make(scan_pdf(tmp_path / "kh.pdf"), [page_of()])[0].level == "pdfa"
    assert capfd.readouterr() == ("", "")


@settings(max_examples=60)
@given(
    st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=12), min_size=1, max_size=8),
    st.sampled_from([0, 90, 180, 270]),
    st.floats(0, 0.9),
    st.floats(0, 0.9),
)
def test_any_words_make_operators_that_a_reader_takes(words: list[str], turn: int, left: float, top: float) -> None:
    line = Line(tuple(Word(word, Box(left, top, left + 0.1, top + 0.02)) for word in words))
    sheet = layer.Sheet(0, 0, 595, 842, turn)
    operators = layer.content(sheet.words(Page(1, "ocr", (Paragraph("body", (line,)),))), sheet.matrix)
    with pikepdf.open(io.BytesIO(layer.text_pdf(operators, 595, 842))) as opened:
        shown = [step.operands[0] for step in pikepdf.parse_content_stream(opened.pages[0]) if str(step.operator) == "Tj"]
    written = [bytes(text).decode("utf-16-be").removesuffix(" ") for text in shown]
    assert written == [text for word in words if (text := layer.writable(word))]


@pytest.mark.parametrize(
    ("data", "plain"),
    [
        (b"", False),
        (b"\xff\x4f\xff\x51" + bytes(40), False),
        ((12).to_bytes(4, "big") + b"jP  \r\n\x87\n", False),
    ],
)
def test_jpeg_2000_that_is_not_understood_is_not_approved(data, plain):
    assert finishing.plain_jpeg_2000(data) is plain


def test_jpeg_2000_of_common_colours_is_approved():
    def box(kind: bytes, body: bytes) -> bytes:
        return (8 + len(body)).to_bytes(4, "big") + kind + body

    size = box(b"ihdr", bytes(8) + b"\x00\x03\x07\x07\x00\x00")
    for space, good in ((16, True), (17, True), (12, False)):  # sRGB, grey, CMYK
        head = box(b"jp2h", size + box(b"colr", b"\x01\x00\x00" + space.to_bytes(4, "big")))
        assert finishing.plain_jpeg_2000(box(b"jP  ", b"\r\n\x87\n") + head + box(b"jp2c", b"x")) is good
