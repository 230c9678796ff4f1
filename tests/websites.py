"""An archive served to the tests: plain plans, a PDF with pictures of its pages, and papers whose words want to be run."""

from __future__ import annotations

import asyncio
import dataclasses
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import archives
import httpx
import papers
import pdfs

from pipeline.archive.files.manifest import Manifest, SourceName
from pipeline.archive.files.store import Store
from pipeline.archive.index import build
from pipeline.archive.index.writing import writing
from pipeline.parsed import ParsedDocument
from pipeline.web.serve import listen, server

PLAN = """ỦY BAN NHÂN DÂN
TỈNH {province_capitals}
Số: {number}/KH-UBND
{province}, ngày 12 tháng 3 năm {year}
KẾ HOẠCH
Thực hiện công tác giảm nghèo năm {year}
Thực hiện Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị và Nghị định số 91/2017/NĐ-CP ngày 31/7/2017 của Chính phủ.
I. MỤC TIÊU
- Tỷ lệ giảm nghèo đạt {share}%.
- 100% hồ sơ được giải quyết đúng hạn.
"""

PLANS = (("Kiên Giang", 12, 2021, 95), ("Kiên Giang", 14, 2022, 97), ("Cà Mau", 7, 2022, 90), ("Gia Lai", 33, 2023, 85))

SCRIPT, IMAGE = "<script>alert('chạy')</script>", '"><img src=x onerror=alert(1)>'

EVIL = PLAN.replace("giảm nghèo năm", f"giảm nghèo {SCRIPT}{IMAGE} năm").replace("của Chính phủ", f"của Chính phủ về {IMAGE}")


@dataclass(frozen=True)
class Site:
    """The pages of an archive, asked without a network."""

    pages: Any
    store: Store

    def ask(self, path: str, method: str = "GET", cookies: dict[str, str] | None = None, **more: Any) -> httpx.Response:
        headers = {"host": "localhost"} | more.pop("headers", {})
        if cookies:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        return asyncio.run(self.pages.client.request(method, path, headers=headers, **more))

    @property
    def pdf(self) -> str:
        """A PDF of two pages."""
        return self.named("kh-5")

    @property
    def evil(self) -> str:
        """The paper with hostile words in every column."""
        return "4f" * 32

    def named(self, start: str) -> str:
        """The id of the document whose first source begins so."""
        return next(one for one in self.store.ids() if Path(self.store.manifest(one).sources[0].path).name.startswith(start))


def fill(root: Path, shelf: Path) -> Store:
    """An archive in `root` with papers from `shelf`, which is made."""
    shelf.mkdir(parents=True, exist_ok=True)
    for province, number, year, share in PLANS:
        text = PLAN.format(province=province, province_capitals=province.upper(), number=number, year=year, share=share)
        (shelf / f"kh-{number}.txt").write_text(text, encoding="utf-8")
    text = EVIL.format(province="Lào Cai", province_capitals="LÀO CAI", number=99, year=2020, share=1)
    (shelf / "<img src=x onerror=alert(2)>.txt").write_text(text, encoding="utf-8")
    lines = PLAN.format(province="An Giang", province_capitals="AN GIANG", number=5, year=2024, share=98).splitlines()
    pdfs.write_text_pdf(shelf / "kh-5.pdf", [lines, ["II. GIẢI PHÁP", "Theo Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị"]])
    archives.add(root, shelf, searchable=False)
    store = Store.open(root)
    _put(store, hostile())
    return store


def hostile() -> ParsedDocument:
    """A paper with words that want to be run in every column that can hold words."""
    paper = papers.paper(source=IMAGE + ".pdf")
    changed = {name: tuple(_hostile(row) for row in rows) for name, rows in paper.rows.items()}
    (document,) = changed.pop("documents")
    document = dataclasses.replace(
        document, document_id=paper.document.document_id, source_kind="pdf-text", text=f"{papers.TEXT}\n{SCRIPT}{IMAGE}"
    )
    return ParsedDocument(document=document, **changed)


def _hostile(row: Any) -> Any:
    names = row._fields if hasattr(row, "_fields") else [field.name for field in dataclasses.fields(row)]
    fixed = ("text", "kind", "raw")
    words = {
        name: IMAGE + SCRIPT
        if isinstance(getattr(row, name), str | None) and not name.endswith(("page", "box", "year"))
        else getattr(row, name)
        for name in names
        if name
        not in (*fixed, "number_page", "number_box", "page", "box", "value", "value_max", "ordinal", "parent_citation", "level", "dpi")
        and name not in ("width", "height", "ocr_confidence", "confidence", "section_id", "parent_id", "precision", "comparator", "label")
    }
    return row._replace(**words) if hasattr(row, "_replace") else dataclasses.replace(row, **words)


def _put(store: Store, paper: ParsedDocument) -> None:
    document_id = paper.document.document_id
    folder = store.folder(document_id)
    folder.mkdir(parents=True)
    pdfs.write_text_pdf(folder / "original.pdf", [["<script>", "KẾ HOẠCH"]])
    (folder / "paper.json").write_bytes(paper.to_json())
    sources = (SourceName(IMAGE + ".pdf", "2026-11-21T08:00:00Z"),)
    store.write_manifest(
        Manifest(document_id=document_id, kind="pdf", ending="pdf", size=100, page_count=1, sources=sources, state="read", papers=1)
    )
    with writing(store.index) as connection:
        build.put(connection, store, document_id)


@contextmanager
def served(pages: Any) -> Iterator[str]:
    """The pages on a port of this machine."""
    listener = listen("127.0.0.1", 0)
    running = server(pages)

    async def run() -> None:
        await pages.invoke_startup()
        await running.serve(sockets=[listener])

    thread = threading.Thread(target=asyncio.run, args=(run(),), daemon=True)
    thread.start()
    while not running.started and thread.is_alive():
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        running.should_exit = True
        thread.join(10)
        listener.close()
