"""Each page answers, in both languages, with what the archive holds."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from pathlib import Path

import pytest
from archive.indexed import citation, index_of, plan, target
from websites import Site

from pipeline.archive.files.store import Store
from pipeline.web.language import LANGUAGES, texts
from pipeline.web.pages import download
from pipeline.web.serve import application

PAGES = (
    "/",
    "/?q=giam+ngheo",
    "/vien-dan",
    "/vien-dan?q=34",
    "/vien-dan/CT%2034-CT/TW%20/%202014",
    "/chi-tieu",
    "/chi-tieu?q=giam+ngheo",
    "/xem-lai",
    "/kho-luu-tru",
    "/kho",
    "/kho/citations",
    "/kho/documents?_facet=province",
)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_answers_in_the_language_that_was_asked_for(site: Site, path: str, language: str) -> None:
    answer = site.ask(path, cookies={"kehoach_lang": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert texts(language)["nav.search"] in answer.text
    assert answer.text.count("<h1") == 1 and '<main id="noi-dung"' in answer.text


def test_the_language_of_the_address_is_kept(site: Site) -> None:
    answer = site.ask("/?lang=en")
    assert "Search the papers" in answer.text and "kehoach_lang=en" in answer.headers["set-cookie"]
    assert 'href="/?lang=vi"' in answer.text


def test_both_languages_have_all_sentences_and_the_same_gaps() -> None:
    vi, en = texts("vi"), texts("en")
    assert vi.keys() == en.keys()
    for key, sentence in vi.items():
        assert set(re.findall(r"\{(\w+)\}", sentence)) == set(re.findall(r"\{(\w+)\}", en[key])), key


def test_no_sentence_is_left_over() -> None:
    room = Path(__file__).parents[2] / "pipeline" / "web"
    written = "\n".join(path.read_text(encoding="utf-8") for path in room.rglob("*") if path.suffix in (".html", ".py"))
    made = (
        r"^(nav|flag|column|table|one|role|precision|section_kind|citation_kind|direction|label|correction|signature|state|hint|act|facet)\."
        r"|^(error|map|overview)\.|searchable|correct\.heading"
    )
    unused = [key for key in texts("vi") if f"'{key}'" not in written and f'"{key}"' not in written and not re.search(made, key)]
    assert [key for key in unused if not key.endswith(".one")] == []


def test_typed_without_marks_finds_with_marks(site: Site) -> None:
    answer = site.ask("/?q=thuc+hien+cong+tac+giam+ngheo")
    assert ("<mark>" in answer.text and "Giảm nghèo" in answer.text) or "giảm nghèo" in answer.text


def test_a_filter_narrows_and_can_be_taken_off(site: Site) -> None:
    everything, narrowed = site.ask("/?q=giam+ngheo").text, site.ask("/?q=giam+ngheo&tinh=Kiên+Giang").text
    assert hits(everything) > hits(narrowed) == 2
    assert 'class="chips"' in narrowed and 'href="/?q=giam+ngheo"' in narrowed


def hits(page: str) -> int:
    return page.count('class="hit"')


def test_a_paper_has_boxes_and_rows_that_name_each_other(site: Site) -> None:
    page = site.ask(f"/van-ban/{site.pdf}/1").text
    boxes, rows = set(re.findall(r'id="o-([a-z_]+-\d+)"', page)), set(re.findall(r'<tr id="d-([a-z_]+-\d+)"', page))
    assert boxes and boxes <= rows
    assert {name.rsplit("-", 1)[0] for name in boxes} >= {"citations", "dates", "document_numbers", "targets"}
    assert all(f'href="#d-{name}"' in page and f'href="#o-{name}"' in page for name in boxes)
    assert page.count('role="button"') >= len(boxes) and 'aria-label="Viện dẫn: Chỉ thị số 34-CT/TW' in page


def test_a_plain_text_has_its_findings_marked_in_its_words(site: Site) -> None:
    page = site.ask(f"/van-ban/{site.named('kh-12')}/1").text
    assert re.search(r'<a class="mark kind-citations"[^>]*>Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị</a>', page)


def test_a_document_is_found_by_the_beginning_of_its_id(site: Site) -> None:
    answer = site.ask(f"/van-ban/{site.pdf[:12]}")
    assert answer.status_code == 302 and answer.headers["location"] == f"/van-ban/{site.pdf}/1"
    assert site.ask("/van-ban/" + "0" * 64 + "/1").status_code == 404
    assert site.ask(f"/van-ban/{site.pdf}/9").status_code == 404


def test_pictures_are_made_where_there_is_no_preview(site: Site) -> None:
    for path in (f"/van-ban/{site.pdf}/trang/1.jpg", f"/van-ban/{site.pdf}/cat/1.jpg?o=0.1,0.1,0.5,0.2"):
        answer = site.ask(path)
        assert answer.status_code == 200 and answer.content[:2] == b"\xff\xd8", path
    hit = site.ask("/?q=giai+phap").text
    picture = re.search(r'src="(/van-ban/[0-9a-f]{64}/1/doan/\d+-\d+\.jpg)"', hit)
    assert picture and site.ask(picture[1]).content[:2] == b"\xff\xd8"


def test_originals_and_data_are_downloads(site: Site) -> None:
    original = site.ask(f"/van-ban/{site.pdf}/ban-goc")
    assert original.content == site.store.original(site.pdf).read_bytes()
    assert original.headers["content-disposition"].startswith("attachment")
    assert json.loads(site.ask(f"/van-ban/{site.pdf}/1/du-lieu.json").content)["document"]["document_id"] == site.pdf
    assert site.ask(f"/van-ban/{site.pdf}/ban-tim-kiem.pdf").status_code == 404


def test_a_cited_document_shows_who_cites_it(site: Site) -> None:
    page = site.ask("/vien-dan/CT%2034-CT/TW%20/%202014").text
    assert "Kiên Giang: 2 văn bản" in page and "An Giang: 3 văn bản" in page  # then, and now with Kiên Giang in it
    assert "Nghị định số 91/2017/NĐ-CP" in page or "NĐ 91/2017/NĐ-CP" in page
    assert page.count("<table>") >= 3 and 'role="img"' in page
    assert site.ask("/vien-dan/NĐ 1/1900").status_code == 404


def test_targets_are_sorted_by_the_column_that_was_asked_for(site: Site) -> None:
    def provinces(path: str) -> list[str]:
        return re.findall(r'<tr><th scope="row">([^<]+)</th>', site.ask(path).text)

    up, down = provinces("/chi-tieu?q=giam+ngheo&xep=gia_tri"), provinces("/chi-tieu?q=giam+ngheo&xep=gia_tri&chieu=giam")
    assert up == down[::-1] or len(up) == len(down) > 3
    assert 'aria-sort="ascending"' in site.ask("/chi-tieu?q=giam+ngheo&xep=nam").text
    assert "<circle" in site.ask("/chi-tieu?q=giam+ngheo").text


def test_all_targets_are_compared_and_not_those_of_a_page_alone(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.web.pages import targets

    whole = site.ask("/chi-tieu?q=giam+ngheo&xep=gia_tri").text
    rows = re.findall(r'<tr><th scope="row">[^<]+</th>.*</tr>', whole)
    monkeypatch.setattr(targets, "SHOWN", 2)
    pages = "".join(site.ask(f"/chi-tieu?q=giam+ngheo&xep=gia_tri&trang={number}").text for number in range(1, -(-len(rows) // 2) + 1))
    assert len(rows) > 4 and re.findall(r'<tr><th scope="row">[^<]+</th>.*</tr>', pages) == rows
    assert pages.count("<circle") >= whole.count("<circle") * 2  # each page draws all
    monkeypatch.setattr(targets, "DRAWN", 0)
    assert "trung vị" in site.ask("/chi-tieu?q=giam+ngheo").text
    monkeypatch.setattr(targets, "MOST", 3)
    assert "chỉ so sánh 3 trong" in site.ask("/chi-tieu?q=giam+ngheo").text


def test_one_indicator_is_chosen_and_left_again(tmp_path: Path) -> None:
    text = "Giảm 3% hộ nghèo; giảm 5% hộ cận nghèo."
    aims = [
        target(text, "3%", indicator="giảm hộ nghèo", value=3.0, unit="%"),
        target(text, "5%", indicator="giảm hộ cận nghèo", value=5.0, unit="%"),
    ]
    store = Store.open(tmp_path / "kho", create=True)
    index_of(store.index, [plan(name, text, province=name, date="2022-01-01", targets=aims) for name in ("Cà Mau", "Huế")]).close()
    site = Site(application(store.root), store)
    offered = re.findall(r'<li><a href="([^"]*chi_tieu=[^"]*)">([^<]+)</a>', site.ask("/chi-tieu?q=giam").text)
    assert [name for _, name in offered] == ["giảm hộ cận nghèo", "giảm hộ nghèo"]
    chosen = site.ask(html.unescape(offered[0][0])).text
    assert ">2 chỉ tiêu" in chosen and "Chỉ tiêu: giảm hộ cận nghèo" in chosen and 'href="/chi-tieu?q=giam"' in chosen
    assert 'class="indicators"' not in chosen
    assert ">2 chỉ tiêu" in chosen and "Đơn vị: %" in site.ask("/chi-tieu?q=can+ngheo&don_vi=%25").text
    for earlier in ("don_vi=h%E1%BB%99", "chi_tieu=x"):  # what an earlier question had, and this has not
        assert ">4 chỉ tiêu" in site.ask(f"/chi-tieu?q=giam&{earlier}").text


def test_a_law_by_name_is_counted_alone_and_on_demand_with_its_number(tmp_path: Path) -> None:
    text = "Luật Lâm nghiệp năm 2017; Luật Lâm nghiệp."
    law = {"kind": "named_law", "doc_type": "Luật", "jurisdiction": "trung ương"}
    numbered = citation(text, "Luật Lâm nghiệp năm 2017", **law, year="2017", canonical_id="Luật 16/2017/QH14")
    named = citation(text, "Luật Lâm nghiệp.", **law, canonical_id="Luật Lâm nghiệp")
    store = Store.open(tmp_path / "kho", create=True)
    papers = [plan(name, text, province=name, date="2022-01-01", citations=[numbered, named]) for name in ("Cà Mau", "Huế")]
    index_of(store.index, [*papers, plan("Gia Lai", text, province="Gia Lai", citations=[named])]).close()
    site = Site(application(store.root), store)
    alone = site.ask("/vien-dan/Lu%E1%BA%ADt%2016/2017/QH14").text
    assert ">2 lần viện dẫn" in alone and 'href="/vien-dan/Lu%E1%BA%ADt%20L%C3%A2m%20nghi%E1%BB%87p"' in alone
    assert ">3 lần viện dẫn" in site.ask("/vien-dan/Lu%E1%BA%ADt%20L%C3%A2m%20nghi%E1%BB%87p").text  # not those by number
    [link] = re.findall(r'<a href="([^"]+)">tính gộp</a>', alone)
    together = site.ask(link).text
    assert ">5 lần viện dẫn" in together and "<b>3</b>" in together and "tính riêng" in together
    province = next(href for href in re.findall(r'href="([^"]*tinh=Gia[^"]*)"', together))
    assert ">1 lần viện dẫn" in site.ask(html.unescape(province)).text
    assert len(site.ask(html.unescape(re.findall(r'<a href="([^"]+)" download>JSON', together)[0])).json()) == 5


def test_a_page_beyond_the_end_leads_to_the_last(site: Site) -> None:
    beyond = site.ask("/vien-dan/CT%2034-CT/TW%20/%202014?tinh=Ki%C3%AAn+Giang&trang=400")
    assert beyond.status_code == 302 and "trang" not in beyond.headers["location"] and "tinh=" in beyond.headers["location"]


def test_what_a_page_counts_is_what_its_files_hold(site: Site) -> None:
    address = "/vien-dan/CT%2034-CT/TW%20/%202014?tinh=Ki%C3%AAn+Giang"
    page = site.ask(address).text
    [link] = re.findall(r'<a href="([^"]+)" download>CSV</a>', page)
    told = site.ask(html.unescape(link))
    assert told.headers["content-type"].startswith("text/csv") and "attachment" in told.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(told.text)))
    assert rows and {row["province"] for row in rows} == {"Kiên Giang"} and f">{len(rows)} lần viện dẫn" in page
    seconds: list[float] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(download, "limit", lambda connection, given: seconds.append(given))
        assert site.ask(html.unescape(link)).status_code == 200 and site.ask("/chi-tieu?q=giam&dang=csv").status_code == 200
    assert seconds == [download.PATIENCE] * 2  # a file has all rows, and more time than a page
    found = site.ask("/chi-tieu?q=giam+ngheo&nam=2022&dang=json").json()
    assert found and {row["year"] for row in found} == {2022}
    assert f">{len(found)} chỉ tiêu" in site.ask("/chi-tieu?q=giam+ngheo&nam=2022").text


def test_a_number_that_was_typed_leads_to_who_cites_it(site: Site) -> None:
    page = site.ask("/?q=34+ct+tw").text
    assert 'href="/vien-dan/CT%2034-CT/TW%20/%202014"' in page and "Văn bản được viện dẫn" in page
    assert "Văn bản được viện dẫn" not in site.ask("/?q=giam+ngheo").text


def test_an_empty_archive_says_so(tmp_path: Path) -> None:
    from pipeline.archive.files.store import Store

    store = Store.open(tmp_path / "kho", create=True)
    pages = application(store.root)
    site = Site(pages, store)
    assert "kehoach archive add" in site.ask("/").text
    for path in ("/vien-dan", "/chi-tieu", "/xem-lai", "/kho-luu-tru", "/kho"):
        assert site.ask(path).status_code == 200, path
    pages.close()


def test_an_index_that_was_made_anew_is_seen(own_site: Site) -> None:
    from pipeline.archive.index.rebuild import rebuild

    assert hits(own_site.ask("/?q=giam+ngheo").text) > 3
    rebuild(own_site.store)
    assert hits(own_site.ask("/?q=giam+ngheo").text) > 3


def test_tables_come_as_csv_and_json(site: Site) -> None:
    rows = site.ask("/kho/citations.json?_shape=objects&number_symbol=34-CT/TW").json()["rows"]
    assert len(rows) >= 5 and {row["canonical_id"] for row in rows} == {"CT 34-CT/TW"}
    assert site.ask("/kho/targets.csv?_stream=on").text.startswith("document_id,part,source")
