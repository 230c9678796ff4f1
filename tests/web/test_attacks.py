"""Files that bring a program down, addresses that nobody links to, visitors who never finish: the pages stay, and say so politely."""

from __future__ import annotations

import asyncio
import csv
import io
import os
import socket
import time
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import httpx
import pdfs
import pytest
from websites import IMAGE, SCRIPT, Site, served

from pipeline.archive.index.views import BASE
from pipeline.archive.reviewing import correcting
from pipeline.errors import NotFound
from pipeline.web import connections
from pipeline.web.pages import entry
from pipeline.web.painter import Painter
from pipeline.web.security import from_here, host_allowed
from pipeline.web.serve import application

# pictures


def thousand_million_strokes(path: Path) -> Path:
    """A PDF of some kilobytes whose one page draws itself ten times in ten times in ten …"""
    forms = []
    for number in range(9):
        inner = b" ".join([b"/X%d Do" % (number + 1)] * 10) if number < 8 else b"0 0 m 100 100 l S " * 50
        more = b"/Resources<</XObject<</X%d %d 0 R>>>>" % (number + 1, number + 6) if number < 8 else b""
        forms.append(b"<</Type/XObject/Subtype/Form/BBox[0 0 595 842]%s/Length %d>>\nstream\n%s\nendstream" % (more, len(inner), inner))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</X0 5 0 R>>>>>>"
    content = b"<</Length 6>>\nstream\n/X0 Do\nendstream"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page, content, *forms]
    path.write_bytes(pdfs._file(objects))
    return path


def test_a_page_that_cannot_be_drawn_costs_a_painter_and_not_the_pages(own_site: Site) -> None:
    """It had ended `kehoach serve` with an abort of the library, or held all pictures for ever."""
    pages, document_id = own_site.pages, own_site.pdf
    original = own_site.store.original(document_id)
    whole = original.read_bytes()
    for preview in (own_site.store.folder(document_id) / "previews").glob("*.jpg"):
        preview.unlink()
    original.chmod(0o600)
    thousand_million_strokes(original)
    pages.painter.seconds = 2.0
    started = time.monotonic()
    assert own_site.ask(f"/van-ban/{document_id}/trang/1.jpg").status_code == 404
    assert time.monotonic() - started < 15
    started = time.monotonic()
    for page in range(20):  # it is left alone for a while
        assert own_site.ask(f"/van-ban/{document_id}/cat/1.jpg?o=0.{page:02},0.1,0.5,0.2").status_code == 404
    assert time.monotonic() - started < 2
    assert own_site.ask(f"/van-ban/{document_id}/1").status_code == 200
    original.write_bytes(whole)
    pages.painter._left_alone.clear()
    pages.painter.seconds = 20.0
    assert own_site.ask(f"/van-ban/{document_id}/trang/1.jpg").status_code == 200


def test_a_library_that_ends_its_process_ends_no_other() -> None:
    painter = Painter()
    for function in (os.abort, bytes.fromhex):
        with pytest.raises(NotFound, match="cannot be drawn"):
            asyncio.run(painter.draw("4f" * 32, function))
        painter._left_alone.clear()
    assert asyncio.run(painter.draw("5f" * 32, bytes, b"a picture")) == b"a picture"
    painter.close()


# links in the archive's folders


def test_a_link_in_place_of_a_file_is_not_followed(own_site: Site, tmp_path: Path) -> None:
    secret, store, one = tmp_path / "secret", own_site.store, own_site.pdf
    secret.write_text("root:x:0:0")
    folder = store.folder(one)
    (folder / "previews").mkdir(exist_ok=True)
    for name, address in (
        (store.original(one).name, "ban-goc"),
        ("searchable.pdf", "ban-tim-kiem.pdf"),
        ("paper.json", "1/du-lieu.json"),
        ("previews/0001.jpg", "trang/1.jpg"),
    ):
        path = folder / name
        path.unlink(missing_ok=True)
        for make in (lambda path=path: path.symlink_to(secret), lambda path=path: os.mkfifo(path)):
            make()
            answer = own_site.ask(f"/van-ban/{one}/{address}")
            assert b"root:" not in answer.content and answer.status_code in (404, 500), (name, answer.status_code)
            path.unlink()


# addresses of Datasette's tables

MISUNDERSTOOD = (
    "_timelimit=x", "_next=x", "_next=x,y,z", "_next=" + "9" * 20, "_next=" + "1" * 5000, "_next=%FF", "_size=x", "_size=" + "1" * 5000,
    "_sort=" + quote(IMAGE + SCRIPT), "_sort_desc=x", "_sort=source&_sort_desc=source", "_through=x", "_through={}", "title__in=[",
    "_facet_size=x", "_facet=" + quote(IMAGE + SCRIPT), "_blob_column=x", "_shape=x", "_ttl=x", "_col=x", "_nocol=x", "_where=1=1",
    "_search=%22&_searchmode=raw", "title__regexp=(", "_extra=x", "_trace=1", "title__contains=" + "a" * 5000, "source=%00",
)  # fmt: skip


@pytest.mark.parametrize("asked", MISUNDERSTOOD, ids=range(len(MISUNDERSTOOD)))
def test_any_address_of_a_table_gets_a_polite_answer(site: Site, asked: str, capfd: pytest.CaptureFixture[str]) -> None:
    for table in ("documents", "file", "folded", "none"):
        for ending in ("", ".json", ".csv", ".blob"):
            answer = site.ask(f"/kho/{table}{ending}?{asked}")
            assert answer.status_code < 500, (table, ending, answer.text[:500])
            assert "<img src=x" not in answer.text or "html" not in answer.headers["content-type"]
    for path in ("/kho.csv", "/kho.blob", "/kho.json", "/kho"):
        assert site.ask(f"{path}?{asked}").status_code < 500
    assert "sql = " not in capfd.readouterr().err


def test_cells_that_a_spreadsheet_would_run_are_disarmed(own_site: Site) -> None:
    words = '=HYPERLINK("http://evil.example","x")'
    correcting.correct(own_site.store, own_site.pdf, 1, "documents", 0, "title", words, "Lan")
    for address in ("/kho/documents.csv?_stream=on", "/kho/documents.csv?_dl=on&_col=title"):
        titles = [row["title"] for row in csv.DictReader(io.StringIO(own_site.ask(address).text))]
        assert "'" + words in titles and words not in titles
    assert words in [row["title"] for row in own_site.ask("/kho/documents.json?_shape=array").json()]


def test_sql_that_no_clock_can_stop_is_bounded(site: Site) -> None:
    pages = application(site.store.root, sql=True, time_limit_ms=1000)
    open_site, started = Site(pages, site.store), time.monotonic()
    for sql in (
        "select instr(zeroblob(60000000), zeroblob(30000000) || x'01')",
        "select hex(zeroblob(900000000))",
        "select 1 from documents where text like '%" + "a" * 5000 + "%'",
    ):
        assert open_site.ask("/kho.json?" + str(httpx.QueryParams({"sql": sql}))).status_code in (200, 400), sql
    assert time.monotonic() - started < 20
    told = open_site.ask("/kho.json?_shape=array&sql=select+*+from+pragma_database_list")
    assert str(site.store.root) not in told.text and told.json()[0]["file"] is None
    pages.close()


# requests


@pytest.mark.parametrize(
    "name",
    [
        "localhost/evil", "127.0.0.1#evil", "evil.example@localhost", "localhost:8001:80", "localhost@evil.example", "[::1", "[::1]x",
        "127.0.0.1 evil", "localhost\x00", "localhost:port", "[", "2130706433", "127.1", "0x7f.1",
    ],
)  # fmt: skip
def test_a_host_that_is_no_name_is_not_answered(name: str) -> None:
    assert not host_allowed(name, "127.0.0.1", None) and not host_allowed(name, "0.0.0.0", None)


@pytest.mark.parametrize("origin", ["null", "http://[", "http://evil.example", "localhost", "", "http://localhost:9", "http://a@localhost"])
def test_a_form_from_elsewhere_is_refused_whatever_its_origin_looks_like(site: Site, origin: str) -> None:
    assert not from_here({"origin": origin, "host": "localhost"})
    answer = site.ask(f"/van-ban/{site.pdf}/1/luu", "POST", headers={"origin": origin}, data={"who": "x"})
    assert answer.status_code == 403


def test_slow_visitors_are_shown_out(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections.Patience, "seconds", 0.6)
    with served(site.pages) as home:
        port = int(home.rpartition(":")[2])
        head = b"POST /vao HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n"
        for sent in (b"", b"GET / HTTP/1.1\r\nHost: local", head + b"token="):
            with closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as slow:
                started = time.monotonic()
                slow.sendall(sent)
                heard = b"x"
                while heard and time.monotonic() - started < 15:
                    try:
                        slow.settimeout(0.2)
                        heard = slow.recv(65536)
                    except TimeoutError:
                        slow.sendall(b"a" if sent else b"")  # a letter now and then does not turn the clock back
                    except OSError:
                        break
                assert time.monotonic() - started < 10, sent
        assert httpx.get(f"{home}/", timeout=20).status_code == 200


def test_a_request_that_was_meant_for_a_proxy_is_none_of_ours(site: Site) -> None:
    with served(site.pages) as home:
        for target in (b"http://evil.example/", b"http://evil.example", b"*"):
            with closing(socket.create_connection(("127.0.0.1", int(home.rpartition(":")[2])), timeout=20)) as visitor:
                visitor.sendall(b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                assert visitor.recv(65536).startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize(("scheme", "secure"), [("http", False), ("https", True)])
def test_the_cookie_of_the_token_stays_on_encrypted_ways_where_there_is_one(scheme: str, secure: bool) -> None:
    request = SimpleNamespace(method="GET", args={"token": "một mã dài"}, scheme=scheme)
    visit: Any = SimpleNamespace(pages=SimpleNamespace(asked=SimpleNamespace(token="một mã dài")), request=request)
    response: Any = asyncio.run(entry.show(visit))
    (cookie,) = response._set_cookie_headers
    assert response.status == 303 and "HttpOnly" in cookie and "SameSite=strict" in cookie and ("Secure" in cookie) == secure
    assert "m%E1" not in cookie and response.headers["Location"] == "/"


def test_whole_tables_are_counted_without_their_view(site: Site) -> None:
    for name in BASE:
        told = site.ask(f"/kho/{name}.json?_size=0").json()["filtered_table_rows_count"]
        rows = asyncio.run(site.pages.ask(lambda connection, name=name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]))
        assert told == rows, name
