"""Hostile words are shown, not run; nothing outside the archive is handed out; strangers' requests are turned away."""

from __future__ import annotations

import asyncio
import http.client
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode

import httpx
import pytest
from websites import IMAGE, SCRIPT, Site, served

from pipeline.errors import ArchiveMissing, BadRequest, ExtraMissing
from pipeline.web.serve import application, serve

ATTACKS = (
    "/",
    "/?q=alert",
    "/van-ban/{evil}/1",
    "/van-ban/{text}/1",
    "/vien-dan",
    "/chi-tieu",
    "/xem-lai",
    "/kho/documents",
    "/kho/citations",
    "/kho/targets",
    "/kho/entities",
    "/kho/documents?_facet=title",
    "/van-ban/{evil}/1/sua?bang=citations&dong=0",
    "/van-ban/{evil}/1/sua?bang=documents&dong=0",
)


def paths(site: Site) -> list[str]:
    return [path.format(evil=site.evil, text=site.named("<img")) for path in ATTACKS]


def handlers(page: str) -> list[str]:
    """Attributes of the page's elements that would run something."""
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend(name for name, value in attrs if name.startswith("on") or (value or "").strip().lower().startswith("javascript:"))

    Reader().feed(page)
    return found


def test_hostile_words_are_shown_and_not_run(site: Site) -> None:
    shown = 0
    for path in paths(site):
        page = site.ask(path).text
        assert "<img src=x" not in page and "<script>alert" not in page, path
        shown += "&lt;script&gt;alert" in page
        assert handlers(page) == [], path
    assert shown >= 8


@pytest.mark.parametrize("name", ["q", "tinh", "nam", "loai", "trang", "lang", "xep", "don_vi", "bang", "o"])
@pytest.mark.parametrize("words", [SCRIPT, IMAGE, "javascript:alert(1)"])
def test_what_was_asked_is_shown_and_not_run(site: Site, name: str, words: str) -> None:
    for path in ("/", "/vien-dan", "/chi-tieu", "/xem-lai"):
        page = site.ask(f"{path}?{httpx.QueryParams({name: words})}").text
        assert "<img src=x" not in page and "<script>alert" not in page and 'href="javascript:' not in page


QUESTIONS = (
    '"',
    "*",
    "NEAR(",
    "a" * 10_000,
    "ệ" * 10_000,
    "😀",
    "\0",
    "' OR 1=1 --",
    "AND OR NOT",
    "title:x",
    "{a b}",
    "^x",
    "(((",
    "a*b*c*",
    "-1",
    "thi\0đua",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "\u202e",
    "%",
    "%00",
    "a" * 5 + " " * 900 + "b",
)


@pytest.mark.parametrize("question", QUESTIONS, ids=range(len(QUESTIONS)))
def test_any_question_gets_a_page(site: Site, question: str) -> None:
    for path in ("/", "/vien-dan", "/chi-tieu"):
        answer = raw(site, f"{path}?{urlencode({'q': question})}")
        assert answer.status_code == 200, (path, question)


@pytest.mark.parametrize("number", ["-1", "0", "999999999999", "1e9", "x", "", "٣", "²", "9" * 5000])
def test_any_number_gets_a_page(site: Site, number: str) -> None:
    for path in ("/", "/?q=giam", "/vien-dan", "/chi-tieu", "/xem-lai", "/vien-dan/CT%2034-CT/TW%20/%202014"):
        answer = site.ask(path + ("&" if "?" in path else "?") + str(httpx.QueryParams({"trang": number, "dong": number})))
        assert answer.status_code in (200, 302), (path, number)
    answer = site.ask("/?" + str(httpx.QueryParams({"nam": number})))
    assert answer.status_code in (200, 400)
    assert site.ask(f"/van-ban/{site.pdf}/1?" + str(httpx.QueryParams({"trang": number}))).status_code == 200


OUTSIDE = (
    "/van-ban/../../etc/passwd",
    "/van-ban/..%2f..%2fetc%2fpasswd",
    "/van-ban/{id}/../kehoach-archive.json",
    "/van-ban/{id}/ban-goc/../file.json",
    "/van-ban/{id}/trang/../../file.json",
    "/van-ban/{id}/trang/99999.jpg",
    "/van-ban/{id}/trang/0.jpg",
    "/van-ban/{id}/0/du-lieu.json",
    "/van-ban/{id}/file.json",
    "/-/giao-dien/../plugin.py",
    "/-/giao-dien/..%2f..%2fplugin.py",
    "/-/giao-dien/%2e%2e/serve.py",
    "/-/static/../../app.py",
    "/-/giao-dien//etc/passwd",
    "/kho.db",
    "/_internal",
    "/-/databases.json",
    "/-/plugins.json",
    "/-/threads",
    "/-/settings",
    "/-/versions",
    "/-/metadata",
    "/-/auth-token",
    "/-/messages",
    "/-/permissions",
    "/-/allow-debug",
    "/-/patterns",
    "/-/logout",
    "/_memory",
    "/index.sqlite",
    "/%2d/databases.json",
    "//-/databases.json",
    "/-/static-plugins/kehoach/x",
)


@pytest.mark.parametrize("path", OUTSIDE)
def test_nothing_outside_the_archive_is_handed_out(site: Site, path: str) -> None:
    answer = raw(site, path.format(id=site.pdf))
    assert answer.status_code in (302, 400, 403, 404, 405), path
    assert b"root:" not in answer.content and b"SQLite format" not in answer.content and str(site.store.root).encode() not in answer.content
    if answer.status_code == 302:
        assert raw(site, answer.headers["location"]).status_code in (404, 403)


def raw(site: Site, path: str) -> httpx.Response:
    """The answer to a path that no client has tidied or found too long."""
    way, _, query = path.partition("?")
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": unquote(way),
        "raw_path": way.encode(),
        "query_string": query.encode(),
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8001),
    }
    asyncio.run(site.pages.client.app(scope, receive, send))
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return httpx.Response(sent[0]["status"], headers=sent[0]["headers"], content=body)


def test_the_path_of_the_archive_is_told_to_nobody(site: Site) -> None:
    for path in (
        "/kho",
        "/kho-luu-tru",
        "/kho/files",
        "/kho/none",
        "/van-ban/" + "0" * 64 + "/1",
        "/kho/citations?_sort=none",
        "/kho/documents.json?_sort=none",
    ):
        assert str(site.store.root) not in site.ask(path).text, path


def test_every_answer_carries_the_headers(site: Site) -> None:
    for path in (
        "/",
        "/nothing",
        "/kho/citations",
        "/-/giao-dien/kehoach.css",
        f"/van-ban/{site.pdf}/ban-goc",
        "/-/plugins",
        "/kho/citations.json",
    ):
        headers = site.ask(path).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'") and "frame-ancestors 'none'" in policy and "unsafe-inline" not in policy, path
        assert "script-src 'self';" in policy and "unsafe-eval" not in policy
        assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "same-origin"


def test_no_page_holds_inline_code_or_looks(site: Site) -> None:
    for path in [*paths(site), "/kho-luu-tru", "/vien-dan/CT%2034-CT/TW%20/%202014", "/nothing"]:
        page = site.ask(path).text
        assert not re.search(r"<script(?![^>]*\ssrc=)", page) and "<style" not in page, path
        if not path.startswith("/kho/"):
            assert ' style="' not in page, path
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//(?!localhost/)', page), path


def test_sql_of_a_visitor_is_off_unless_it_is_asked_for(site: Site) -> None:
    for path in ("/kho?sql=select+1", "/kho.json?sql=select+1", "/kho/citations?_where=1=1"):
        answer = site.ask(path)
        assert answer.status_code == 403 or "_where" not in path or answer.status_code == 400, path
    open_pages = application(site.store.root, sql=True, time_limit_ms=300)
    site_with_sql = Site(open_pages, site.store)
    assert site_with_sql.ask("/kho.json?sql=select+1+as+one&_shape=array").json() == [{"one": 1}]
    assert site_with_sql.ask("/kho?sql=select+1").status_code == 200
    for sql in ("insert into file (document_id) values ('x')", "attach '/etc/passwd' as x", "delete from file", "pragma writable_schema=1"):
        assert site_with_sql.ask("/kho.json?" + str(httpx.QueryParams({"sql": sql}))).status_code in (400, 403), sql
    endless = "with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n"
    assert site_with_sql.ask("/kho.json?" + str(httpx.QueryParams({"sql": endless}))).status_code == 503
    open_pages.close()


def test_a_question_that_takes_too_long_gets_a_polite_page(site: Site) -> None:
    async def endless() -> None:
        sql = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
        await site.pages.ask(lambda connection: connection.execute(sql).fetchone())

    pages = application(site.store.root, time_limit_ms=50)
    quick = Site(pages, site.store)
    with pytest.raises(Exception, match="interrupted"):
        asyncio.run(
            pages.ask(
                lambda c: c.execute("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n").fetchone()
            )
        )
    assert quick.ask("/").status_code in (200, 503)
    pages.close()


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8001", "", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", "[::ffff", "169.254.169.254"],
)
def test_another_name_of_this_machine_is_not_answered(site: Site, host: str) -> None:
    answer = site.ask("/", headers={"host": host})
    assert answer.status_code == 421 and "Tìm trong kho" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "localhost:8001", "127.0.0.1:8001", "[::1]:9000", "LOCALHOST"])
def test_its_own_names_are(site: Site, host: str) -> None:
    assert site.ask("/", headers={"host": host}).status_code == 200


def test_only_get_head_and_post(site: Site) -> None:
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        assert site.ask("/", method).status_code == 405
    assert site.ask("/", "HEAD").status_code == 200


def test_the_index_is_opened_for_reading(site: Site) -> None:
    with pytest.raises(Exception, match=r"readonly|attempt to write"):
        asyncio.run(site.pages.ask(lambda connection: connection.execute("DELETE FROM file")))


def test_what_stands_against_serving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, archive: object) -> None:
    import importlib.util
    import socket

    with pytest.raises(ArchiveMissing):
        application(tmp_path)
    with pytest.raises(BadRequest):
        application(site_root(archive), token="short")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(BadRequest, match="--port"):
            serve(site_root(archive), port=taken.getsockname()[1])
    with pytest.raises(BadRequest, match="--port"):
        serve(site_root(archive), port=70_000)
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *more: None if name == "datasette" else real(name, *more))
    with pytest.raises(ExtraMissing, match=r"kehoach\[web\]"):
        application(site_root(archive))


def site_root(archive: object) -> Path:
    return archive.root  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize(
    "path", ["//evil.example/", "//evil.example/%2e%2e", "/%5Cevil.example/", "/vien-dan/%2F%2Fevil.example/", "/http://evil.example/"]
)
def test_no_answer_leads_elsewhere(site: Site, path: str) -> None:
    answer = raw(site, path)
    assert re.match(r"/(?![/\\])", answer.headers.get("location", "/x")), answer.headers


def test_pictures_are_drawn_one_at_a_time(site: Site) -> None:
    """The library that draws PDFs is not safe in several threads."""

    async def all_at_once() -> list[int]:
        paths = [f"/van-ban/{site.pdf}/cat/{page}.jpg?o=0.{x},0.1,0.9,0.2" for page in (1, 2) for x in range(1, 9)]
        return [answer.status_code for answer in await asyncio.gather(*(site.pages.client.get(path) for path in paths))]

    assert set(asyncio.run(all_at_once())) == {200}


def test_over_http_a_very_long_question_and_a_broken_request_are_answered(site: Site) -> None:
    with served(site.pages) as home:
        port = int(home.rpartition(":")[2])
        for path, wanted in ((f"/?{urlencode({'q': 'ệ' * 10_000})}", (200,)), ("/" + "x" * 300_000, (400, 404)), ("/?q=%%%", (200,))):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("GET", path)
            assert connection.getresponse().status in wanted
            connection.close()
