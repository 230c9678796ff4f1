"""What is done next, and what becomes of pages that fail: the bookkeeping alone, and whole runs over small files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from papers import paper
from pdfs import write_text_pdf

import pipeline
from pipeline.document import Line, Page, Paragraph, Word
from pipeline.errors import EmptyFile, EngineMissing, KehoachError, ModelDamaged, ModelMissing, PageTimeout, PathMissing, WorkerLost
from pipeline.gathering import Gatherer, ReadPage
from pipeline.reading.page import Options
from pipeline.reading.source import Input, Source
from pipeline.steps import Facts
from pipeline.workers import shelf
from pipeline.workers.child import Task
from pipeline.workers.many import Shelf
from pipeline.workers.pool import Over
from pipeline.workers.shelf import FileOver, Opened, PageDone, PaperReady, _File, find_all, parse_files, read_pages

LINES = [
    "ỦY BAN NHÂN DÂN TỈNH KIÊN GIANG", "Số: 33/KH-UBND", "KẾ HOẠCH", "Tuyên truyền về công tác thi đua, khen thưởng năm 2022",
    "Thực hiện Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị về tiếp tục đổi mới công tác thi đua, khen thưởng;",
    "I. MỤC ĐÍCH, YÊU CẦU", "1. Mục đích: Phấn đấu 100% cơ quan, đơn vị tổ chức phát động phong trào thi đua trước ngày 30/6/2022.",
]  # fmt: skip


def page(number: int, text: str = "Kế hoạch") -> ReadPage:
    return ReadPage(Page(number, "text", (Paragraph("body", (Line((Word(text),)),)),)))


def opened(pages: int) -> _File:
    file = _File(0, Input(Path("kh.pdf"), Path("kh.pdf")), Options(page_timeout=10), Gatherer())
    file.opened(Source(Path("kh.pdf"), "pdf", pages, "4f"), Facts("4f", "kh.pdf", "pdf"))
    return file


def test_pages_are_given_out_one_by_one_and_put_together_in_order() -> None:
    file = opened(3)
    tasks = [file.page_task() for _ in range(4)]
    assert [task and task.pages for task in tasks] == [(1,), (2,), (3,), None]
    assert tasks[0] is not None and tasks[0].seconds == 17
    for number in (3, 1):
        file.page_arrived(page(number, f"t{number}"))
        assert file.find_task() is None
    file.page_arrived(page(2, "t2"))
    task = file.find_task()
    assert task is not None and task.function is find_all
    assert task.arguments[0].document.text.split() == ["t1", "t2", "t3"]
    assert file.finished


def test_quick_pages_are_given_out_in_runs_but_never_far_ahead() -> None:
    file = opened(3000)
    file.page_task()
    file.page_arrived(page(1))
    given = []
    while (task := file.page_task()) is not None:
        given.append(task.pages)
    assert given[0] == tuple(range(2, 18))
    assert given[-1][-1] <= 1 + shelf.AHEAD + 1
    for number in range(2, 18):
        file.page_arrived(page(number))
    assert file.page_task() is not None


def test_a_page_that_hangs_is_left_blank_and_the_rest_of_its_run_is_read_again() -> None:
    file = opened(4)
    task = Task(read_pages, (file.source, 1, 5, file.options), 10, "kh.pdf", (1, 2, 3, 4))
    file.runs.clear()
    file.page_arrived(page(1))
    assert file.task_over(Over(task, 1, PageTimeout("kh.pdf", page=2))) == 1
    again = [file.page_task(), file.page_task()]
    assert [task and task.pages[0] for task in again] == [3, None] or again[0] is not None
    for number in (3, 4):
        file.page_arrived(page(number))
    task_of_paper = file.find_task()
    assert task_of_paper is not None
    draft = task_of_paper.arguments[0]
    assert [span.kind for span in draft.document.pages] == ["text", "blank", "text", "text"]
    assert [error.page for error in file.errors] == [2] and not file.failed


@pytest.mark.parametrize("pages", [1, 3])
def test_a_worker_that_dies_after_its_last_page_has_cost_nothing(pages: int) -> None:
    """It was killed between its last result and its last word: the run waited for a page that there is not, for ever."""
    file = opened(pages)
    task = Task(read_pages, (file.source, 1, pages + 1, file.options), 10, "kh.pdf", tuple(range(1, pages + 1)))
    file.runs.clear()
    for number in range(1, pages + 1):
        file.page_arrived(page(number))
    assert file.task_over(Over(task, pages, WorkerLost("kh.pdf", detail="signal 9"))) == 0
    task_of_paper = file.find_task()
    assert task_of_paper is not None and file.task_over(Over(task_of_paper, 1, WorkerLost("kh.pdf"))) == 0
    assert file.finished and file.errors == [] and file.runs == type(file.runs)()


def test_a_file_without_any_page_that_could_be_read_gives_no_paper() -> None:
    file = opened(1)
    task = file.page_task()
    assert task is not None
    file.task_over(Over(task, 0, PageTimeout("kh.pdf", page=1)))
    assert file.find_task() is None and file.finished and [type(error) for error in file.errors] == [PageTimeout]


@pytest.mark.parametrize("error", [EngineMissing(), ModelMissing("words.ngrams"), ModelDamaged("words.ngrams")])
def test_without_the_engine_or_the_model_a_file_is_given_up_at_once(error: KehoachError) -> None:
    file = opened(500)
    task = file.page_task()
    assert task is not None
    file.task_over(Over(task, 0, error))
    assert file.failed and file.finished and len(file.errors) == 1


def test_a_run_over_a_shelf(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\n".join(LINES), encoding="utf-8")
    write_text_pdf(tmp_path / "b.pdf", [LINES, [], LINES])
    (tmp_path / "c.pdf").write_bytes(b"")
    inputs = [Input(tmp_path / name, Path(name)) for name in ("a.txt", "b.pdf", "c.pdf")]
    events = list(parse_files(inputs, jobs=2, options=Options(), split=False))
    assert sorted((event.file, event.pages) for event in events if isinstance(event, Opened)) == [(0, 1), (1, 3)]
    assert sum(isinstance(event, PageDone) for event in events) == 4
    papers = {event.file: event.paper for event in events if isinstance(event, PaperReady)}
    assert sorted(papers) == [0, 1]
    assert [span.kind for span in papers[1].pages] == ["text", "blank", "text"] and papers[1].document.source_kind == "pdf-text"
    over = {event.file: event for event in events if isinstance(event, FileOver)}
    assert [len(over[file].errors) for file in range(3)] == [0, 0, 1] and isinstance(over[2].errors[0], EmptyFile)
    assert papers[0] == pipeline.parse(tmp_path / "a.txt", split=False)


def test_parse_many_gives_papers_in_order_and_errors_apart(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"{name}.txt").write_text("\n".join(LINES), encoding="utf-8")
    found = pipeline.parse_many([tmp_path / "b.txt", tmp_path, tmp_path / "none.pdf"], jobs=2)
    assert [Path(one.document.source).name for one in found] == ["b.txt", "a.txt"]
    assert [type(error) for error in found.errors] == [PathMissing]
    assert len(found.tables["documents"]) == 2


def test_a_shelf_is_a_list_with_tables() -> None:
    assert len(Shelf([paper(), paper(part=2)]).tables["citations"]) == 2
    assert len(Shelf().tables["citations"]) == 0


MEASURED = """
import re, resource, sys
from pathlib import Path
from pipeline.reading.page import Options
from pipeline.reading.source import Input
from pipeline.workers.shelf import PaperReady, parse_files

if __name__ == "__main__":
    events = parse_files([Input(Path(sys.argv[1]), Path("long.pdf"))], jobs=2, options=Options())
    pages = [event.paper.document.page_count for event in events if isinstance(event, PaperReady)]
    own = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
    print(pages[0], own // 1024, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


def test_memory_stays_flat_over_3000_pages_of_text_and_blank(tmp_path: Path) -> None:
    path = write_text_pdf(tmp_path / "long.pdf", [LINES[-2:], []] * 1500)
    # In a process of its own: the one that runs the tests has grown, and Linux hands the mark of the largest size down to children.
    answer = subprocess.run([sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True).stdout
    pages, own, workers = map(int, answer.split())
    assert pages == 3000
    assert own < 700 and workers < 700, f"{own} MB and {workers} MB"
