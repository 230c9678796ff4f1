"""Correcting in the browser: only with the form's token, only where it is allowed; seen at once, and taken back."""

from __future__ import annotations

import html
import re
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from websites import Site

from pipeline.archive.amending.amendments import load
from pipeline.archive.reviewing.correcting import shown
from pipeline.web import security
from pipeline.web.serve import application

TOKEN = "một-mã-rất-dài"


class Person:
    """A browser: keeps cookies, fills the form of a row, sends it."""

    def __init__(self, site: Site, **cookies: str) -> None:
        self.site, self.cookies = site, dict(cookies)

    def get(self, path: str) -> httpx.Response:
        return self._kept(self.site.ask(path, cookies=self.cookies))

    def post(self, path: str, fields: dict[str, str], **headers: str) -> httpx.Response:
        return self._kept(self.site.ask(path, "POST", cookies=self.cookies, data=fields, headers=headers))

    def _kept(self, answer: httpx.Response) -> httpx.Response:
        for cookie in answer.headers.get_list("set-cookie"):
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def form(self, document_id: str, table: str, row: int) -> dict[str, str]:
        return self.fields(self.get(f"/van-ban/{document_id}/1/sua?bang={table}&dong={row}").text) | {"who": "Lan", "lam": "luu"}

    @staticmethod
    def fields(page: str) -> dict[str, str]:
        """The fields of a form as the page holds them."""
        fields = {name: html.unescape(value) for name, value in re.findall(r'<input[^>]*? name="([^"]+)" value="([^"]*)"', page)}
        for name, options in re.findall(r'<select[^>]* name="([^"]+)">(.*?)</select>', page, re.DOTALL):
            chosen = re.search(r'<option value="([^"]*)" selected', options)
            fields[name] = html.unescape(chosen[1]) if chosen else ""
        for name, text in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL):
            fields[name] = html.unescape(text)
        return fields


def test_a_value_is_set_and_seen_at_once_and_taken_back(own_site: Site) -> None:
    person, one = Person(own_site), own_site.pdf
    fields = person.form(one, "documents", 0)
    answer = person.post(f"/van-ban/{one}/1/luu", fields | {"moi.signer": "Nguyễn Văn A", "moi.title": "Giảm nghèo bền vững"})
    assert answer.status_code == 303 and answer.headers["location"] == f"/van-ban/{one}/1?da_luu=2#d-documents-0"
    assert [(line.column, line.new, line.who) for line in load(own_site.store, one)] == [
        ("title", "Giảm nghèo bền vững", "Lan"),
        ("signer", "Nguyễn Văn A", "Lan"),
    ]
    page = person.get(f"/van-ban/{one}/1").text
    assert "Giảm nghèo bền vững" in page and "người dùng" in page
    assert "Giảm nghèo bền vững" in person.get("/?q=nguyen+van+a").text or "Giảm nghèo bền vững" in person.get("/").text
    assert person.cookies["kehoach_who"] == "Lan"
    person.post(f"/van-ban/{one}/1/luu", person.form(one, "documents", 0) | {"lam": "hoan-tac.1"})
    assert "Nguyễn Văn A" not in re.sub(r'(?s)<ol class="history">.*?</ol>', "", person.get(f"/van-ban/{one}/1").text)


def test_nothing_changes_where_nothing_was_typed(own_site: Site) -> None:
    person, one = Person(own_site), own_site.pdf
    for table in ("documents", "citations", "targets", "dates", "document_numbers", "entities", "sections"):
        assert person.post(f"/van-ban/{one}/1/luu", person.form(one, table, 0)).status_code == 303, table
    assert load(own_site.store, one) == []


def test_a_row_is_taken_out_and_a_doubt_confirmed(own_site: Site) -> None:
    person, one = Person(own_site), own_site.pdf
    before = person.get(f"/van-ban/{one}/1").text.count('<tr id="d-dates-')
    assert person.post(f"/van-ban/{one}/1/luu", person.form(one, "dates", 0) | {"lam": "bo"}).status_code == 303
    assert person.get(f"/van-ban/{one}/1").text.count('<tr id="d-dates-') == before - 1
    assert person.post(f"/van-ban/{one}/1/luu", person.form(one, "documents", 0) | {"cot": "date", "lam": "dung"}).status_code == 303
    assert load(own_site.store, one)[-1].confirms


def test_an_impossible_value_is_told_and_the_rest_of_the_form_kept(own_site: Site) -> None:
    person, one = Person(own_site), own_site.pdf
    answer = person.post(f"/van-ban/{one}/1/luu", person.form(one, "documents", 0) | {"moi.date": "31/2/2024", "moi.place": "Rạch Giá"})
    assert answer.status_code == 400 and 'role="alert"' in answer.text and "31/2/2024" in answer.text and "Rạch Giá" in answer.text
    assert load(own_site.store, one) == []


def test_after_a_slip_everything_else_that_was_typed_is_saved_with_the_next_try(own_site: Site) -> None:
    """The page that told of the slip took what was typed for what had been seen: the next try saved nothing, without a word."""
    person, one = Person(own_site), own_site.pdf
    typed = {"moi.date": "31/2/2024", "moi.place": "Rạch Giá", "moi.signer": "Nguyễn Văn A"}
    answer = person.post(f"/van-ban/{one}/1/luu", person.form(one, "documents", 0) | typed)
    assert answer.status_code == 400 and load(own_site.store, one) == []
    again = person.fields(answer.text)
    assert {name: again[name] for name in typed} == typed
    assert person.post(f"/van-ban/{one}/1/luu", again | {"moi.date": "2024-02-29", "who": "Lan", "lam": "luu"}).status_code == 303
    kept = {line.column: line.new for line in load(own_site.store, one)}
    assert kept == {"date": "2024-02-29", "place": "Rạch Giá", "signer": "Nguyễn Văn A"}


def test_of_two_persons_the_second_sees_what_the_first_said_and_decides(own_site: Site) -> None:
    slow, quick, one = Person(own_site), Person(own_site), own_site.pdf
    form = slow.form(one, "documents", 0) | {"moi.place": "Rạch Giá", "moi.signer": "Nguyễn Văn A"}
    others = {"moi.place": "Hà Tiên", "moi.title": "Giảm nghèo"}
    quick.post(f"/van-ban/{one}/1/luu", quick.form(one, "documents", 0) | others)
    answer = slow.post(f"/van-ban/{one}/1/luu", form)
    assert answer.status_code == 400 and "<b>Hà Tiên</b>" in answer.text and len(load(own_site.store, one)) == 2
    again = slow.fields(answer.text)
    assert (again["moi.place"], again["moi.title"]) == ("Rạch Giá", "Giảm nghèo")
    assert slow.post(f"/van-ban/{one}/1/luu", again | {"who": "Minh", "lam": "luu"}).status_code == 303
    assert [(line.column, line.new) for line in load(own_site.store, one)][2:] == [("place", "Rạch Giá"), ("signer", "Nguyễn Văn A")]


def test_a_page_that_was_left_open_means_the_row_that_it_shows(own_site: Site) -> None:
    """Rows move up when one is taken out: an open page would have taken out, or changed, the one below."""
    person, one, path = Person(own_site), own_site.pdf, f"/van-ban/{own_site.pdf}/1/luu"

    def rows() -> list[str]:
        return [row["raw"] for row in shown(own_site.store, one)[0].paper["dates"]]

    before = rows()
    first, second = person.form(one, "dates", 0), person.form(one, "dates", 1)
    assert person.post(path, first | {"lam": "bo"}).status_code == 303
    assert person.post(path, first | {"lam": "bo"}).status_code == 404  # a second click
    assert rows() == before[1:]
    other = next(value for value in ("deadline", "period") if value != second["moi.role"])
    assert person.post(path, second | {"moi.role": other}).headers["location"].endswith("#d-dates-0")
    assert shown(own_site.store, one)[0].paper["dates"][0]["role"] == other
    assert person.post(path, second | {"lam": "bo"}).status_code == 303
    assert rows() == before[2:]


def test_a_form_lists_what_was_said_of_its_own_row_and_of_rows_taken_out(own_site: Site) -> None:
    person, one, path = Person(own_site), own_site.pdf, f"/van-ban/{own_site.pdf}/1/luu"
    for number, role in ((2, "period"), (1, "deadline")):
        person.post(path, person.form(one, "dates", number) | {"moi.role": role})
    person.post(path, person.form(one, "dates", 0) | {"lam": "bo"})

    def undoable(row: int) -> list[str]:
        return re.findall(r'name="lam" value="hoan-tac\.(\d+)"', person.get(f"/van-ban/{one}/1/sua?bang=dates&dong={row}").text)

    assert (undoable(0), undoable(1), undoable(2)) == (["2", "1"], ["2", "0"], ["2"])


def test_what_another_person_changed_meanwhile_is_not_overwritten(own_site: Site) -> None:
    slow, quick, one = Person(own_site), Person(own_site), own_site.pdf
    form = slow.form(one, "documents", 0)
    quick.post(f"/van-ban/{one}/1/luu", quick.form(one, "documents", 0) | {"moi.place": "Hà Tiên"})
    assert slow.post(f"/van-ban/{one}/1/luu", form | {"moi.place": "Rạch Giá"}).status_code == 400
    assert [line.new for line in load(own_site.store, one)] == ["Hà Tiên"]


def test_a_form_needs_its_token(own_site: Site) -> None:
    person, one = Person(own_site), own_site.pdf
    fields = person.form(one, "documents", 0) | {"moi.place": "Rạch Giá"}
    path = f"/van-ban/{one}/1/luu"
    assert person.post(path, fields | {"csrftoken": "another"}).status_code == 403
    assert person.post(path, {name: value for name, value in fields.items() if name != "csrftoken"}).status_code == 403
    assert own_site.ask(path, "POST", data=fields).status_code == 403  # without any cookie
    assert own_site.ask(path, "POST", data=fields, headers={"authorization": "Bearer x"}).status_code == 403
    assert own_site.ask(path, "POST", data={"csrftoken": ""}).status_code == 403
    assert person.post(path, fields, origin="http://evil.example").status_code == 403
    assert person.post(path, fields, origin="null").status_code == 403
    assert person.post(path, fields, **{"sec-fetch-site": "cross-site"}).status_code == 403
    assert person.post(path, fields, host="evil.example").status_code == 421
    assert load(own_site.store, one) == []
    assert person.post(path, fields, origin="http://localhost", **{"sec-fetch-site": "same-origin"}).status_code == 303


@pytest.mark.parametrize(
    "fields",
    [
        {"bang": "documents", "moi.text": "x", "cu.text": "y"},
        {"bang": "pages", "dong": "0"},
        {"bang": "../x"},
        {"dong": "99999"},
        {"dong": "-1", "bang": "dates"},
        {"lam": "hoan-tac.99"},
        {"lam": "hoan-tac.-1"},
        {"lam": "bo", "bang": "documents"},
        {"lam": "bo", "bang": "sections"},
        {"who": ""},
        {"who": "\x1b[31m"},
        {"lam": "none"},
    ],
)
def test_forms_that_were_tampered_with_change_nothing(own_site: Site, fields: dict[str, str]) -> None:
    person, one = Person(own_site), own_site.pdf
    form = person.form(one, "documents", 0) | {"moi.place": "X"} if "who" in fields else person.form(one, "documents", 0)
    answer = person.post(f"/van-ban/{one}/1/luu", form | fields)
    assert answer.status_code in (303, 400, 404), answer.status_code
    assert load(own_site.store, one) == []


def test_a_form_too_large_is_refused(own_site: Site) -> None:
    person, one = Person(own_site), own_site.pdf
    answer = person.post(f"/van-ban/{one}/1/luu", person.form(one, "documents", 0) | {"moi.title": "x" * 300_000})
    assert answer.status_code == 413


def test_without_token_other_machines_may_read_only(archive: object) -> None:
    pages = application(archive.root, host="0.0.0.0")  # type: ignore[attr-defined]
    site = Site(pages, archive)  # type: ignore[arg-type]
    assert site.ask("/", headers={"host": "10.1.2.3:8001"}).status_code == 200
    assert site.ask("/", headers={"host": "kho.example.vn"}).status_code == 421
    assert site.ask(f"/van-ban/{site.pdf}/1/sua?bang=documents").status_code == 403
    assert "/sua?" not in site.ask(f"/van-ban/{site.pdf}/1").text and "/sua?" not in site.ask("/xem-lai").text
    assert site.ask(f"/van-ban/{site.pdf}/1/luu", "POST", data={"x": "y"}).status_code == 403
    pages.close()


def test_with_a_token_every_page_asks_for_it(own_site: Site, tmp_path: Path) -> None:
    pages = application(own_site.store.root, host="0.0.0.0", token=TOKEN)
    site = Site(pages, own_site.store)
    for path in ("/", "/kho/citations.json", f"/van-ban/{site.pdf}/ban-goc", "/kho", "/nothing", "/xem-lai"):
        assert site.ask(path, headers={"host": "kho.example.vn"}).status_code == 401, path
        assert site.ask(path, cookies={security.COOKIE: "wrong"}).status_code == 401
        assert site.ask(path, headers={"authorization": "Bearer wrong"}).status_code == 401
    assert site.ask("/-/giao-dien/kehoach.css").status_code == 200
    assert site.ask("/kho/citations.json", headers={"authorization": f"Bearer {TOKEN}".encode()}).status_code == 200  # type: ignore[dict-item]
    visitor = Person(site)
    assert visitor.get("/vao?token=wrong").status_code == 401 and visitor.get("/").status_code == 401
    answer = visitor.get(f"/vao?{urlencode({'token': TOKEN})}")
    assert answer.status_code == 303 and answer.headers["location"] == "/" and visitor.get("/").status_code == 200
    person = Person(site)
    door = dict(re.findall(r'name="(csrftoken)" value="([^"]+)"', person.get("/vao").text))
    assert person.post("/vao", door | {"token": "wrong wrong"}).status_code == 401
    assert person.post("/vao", {"token": TOKEN}).status_code == 403
    answer = person.post("/vao", door | {"token": TOKEN})
    assert answer.status_code == 303 and "HttpOnly" in str(answer.headers.get_list("set-cookie")) and TOKEN not in str(answer.headers)
    assert person.get("/").status_code == 200
    assert person.post(f"/van-ban/{site.pdf}/1/luu", person.form(site.pdf, "documents", 0) | {"moi.place": "Rạch Giá"}).status_code == 303
    assert [line.new for line in load(site.store, site.pdf)] == ["Rạch Giá"]
    pages.close()


def test_from_the_review_list_and_back_to_it(own_site: Site) -> None:
    person = Person(own_site)
    listed = person.get("/xem-lai").text
    link = html.unescape(next(found for found in re.findall(r'href="([^"]+/sua\?[^"]+)"', listed) if own_site.pdf in found))
    assert 'name="ve" value="1"' in person.get(link).text
    document_id, part, table, row, column = re.fullmatch(r"/van-ban/(\w+)/(\d)/sua\?bang=(\w+)&dong=(\d+)&cot=(\w+)&ve=1", link).groups()  # type: ignore[union-attr]
    answer = person.post(
        f"/van-ban/{document_id}/{part}/luu", person.form(document_id, table, int(row)) | {"cot": column, "ve": "1", "lam": "dung"}
    )
    assert answer.headers["location"] == "/xem-lai?da_luu=1"
    assert link not in html.unescape(person.get("/xem-lai").text)
