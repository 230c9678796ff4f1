"""`kill -9` at random moments while an archive is being filled: what is lost, what is there twice, what has changed.

    python -m benchmarks.archive_kills [--kills 100] [--seed 1] [--quick] [-o results.json]

Scans, PDFs with text, plain texts, the same bytes under two names, a broken file. A run of `add` is killed after some of its events and a
moment more: the process, the process with its workers, or one worker alone; the next run goes on. When a run comes to its end the
archive is compared with one that was filled undisturbed, byte for byte, and checked; then the next archive is begun, until there were
as many kills as wanted.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.pages import SAMPLES
from pipeline.archive.archive import Archive
from pipeline.archive.files.store import Store

SCANS = ("tayninh-xa-2025.png", "phuyen-thpt-2017.jpg", "backan-nari-2019.tif", "hatinh-ldld-2023.pdf")
TEXTS = 40
KINDS = ("process", "process", "process", "process and workers", "one worker")

PROGRAM = """
import sys
from pipeline.archive.archive import Archive
def say(event):
    print(type(event).__name__, flush=True)
Archive(sys.argv[1]).add(sys.argv[2:], jobs=2, retry_failed=True, events=say)
"""

TEXT = """ỦY BAN NHÂN DÂN
TỈNH KIÊN GIANG
Số: {number}/KH-UBND
Kiên Giang, ngày {day} tháng 3 năm 2021
KẾ HOẠCH
Thực hiện Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị
I. MỤC ĐÍCH
- Giảm tỷ lệ hộ nghèo xuống dưới 3% năm 2025, {number} xã đạt chuẩn nông thôn mới.
"""


def shelf(folder: Path, scans: Sequence[str] = SCANS, texts: int = TEXTS) -> Path:
    """A folder of the papers."""
    folder.mkdir(parents=True)
    for name in scans:
        shutil.copy(SAMPLES / name, folder / name)
        (folder / name).chmod(0o644)
    for number in range(1, texts + 1):
        (folder / f"kế hoạch {number}.txt").write_text(TEXT.format(number=number, day=number % 28 + 1), encoding="utf-8")
    shutil.copy(folder / scans[0], folder / f"again {scans[0]}")
    (folder / "empty.pdf").write_bytes(b"")
    return folder


def holdings(root: Path) -> dict[str, Any]:
    """What the archive has of each document: sources, state, checksums of all results."""
    store = Store.open(root)
    found = {}
    for document_id in store.ids():
        folder, row = store.folder(document_id), store.manifest(document_id)
        files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in ("file.json", "seal.json", ".lock"))
        # A paper names the path by which it came in first; where a kill cost that path its turn, it is the other one of the same bytes.
        first = json.dumps(row.sources[0].path, ensure_ascii=False).encode()
        sums = {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes().replace(first, b'""')).hexdigest() for path in files}
        told = (row.state, row.papers, row.page_count, row.searchable, sorted(source.path for source in row.sources))
        found[document_id] = (told, sums)
    return found


def workers(parent: int) -> list[int]:
    """The processes whose parent it is."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(status.parent.name))
    return found


def kill(process: subprocess.Popen[bytes], kind: str, chance: random.Random) -> None:
    """Kill what is to be killed; workers stand in process groups of their own, with the engine that they started."""
    victims = workers(process.pid)
    if kind == "process and workers":
        for victim in victims:
            _killed_group(victim)
    if kind == "one worker" and victims:
        _killed_group(chance.choice(victims))
    elif kind != "one worker":
        process.kill()


def _killed_group(victim: int) -> None:
    try:
        os.killpg(victim, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def run(kho: Path, folder: Path, chance: random.Random) -> str | None:
    """One run of `add`, killed at a random moment; gives the kind of kill, None where it came to its end before."""
    command = [sys.executable, "-c", PROGRAM, str(kho), str(folder)]
    root = str(Path(__file__).resolve().parents[1])
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": root}, start_new_session=True)
    assert process.stdout is not None
    for _ in range(chance.randrange(16)):
        if not process.stdout.readline():
            break
    time.sleep(chance.random() ** 2)
    kind = chance.choice(KINDS)
    if process.poll() is not None:
        return None
    kill(process, kind, chance)
    if kind == "one worker":
        process.stdout.read()
    process.stdout.close()
    process.wait()
    return kind


def compared(kho: Path, like: dict[str, Any]) -> Counter[str]:
    """What is wrong with an archive whose last run came to its end."""
    found, store = holdings(kho), Store.open(kho)
    wrong = Counter(
        lost=len(like.keys() - found.keys()),
        doubled=sum(len(found[one][0][4]) != len(like[one][0][4]) for one in like.keys() & found.keys()),
        changed=sum(found[one] != like[one] for one in like.keys() & found.keys()),
        unfinished=len(list(store.unfinished())),
        originals=sum(hashlib.sha256(store.original(one).read_bytes()).hexdigest() != one for one in found),
    )
    for one in sorted(like.keys() & found.keys()):
        if found[one] != like[one]:
            names = sorted(name for name, _ in found[one][1].items() ^ like[one][1].items())
            print(f"  {one[:12]}: {', '.join(names) or found[one][0]} differ", flush=True)
    report = Archive(kho).check(repair=False)
    if not report.clean:
        wrong["check"] = 1
        for finding in report.findings:
            print(f"  check: {finding.message()}", flush=True)
    return wrong


def measure(kills: int, seed: int, scans: Sequence[str], texts: int, keep: Path) -> dict[str, Any]:
    """All kills; gives how many of each kind, how many archives came to their end, and what was wrong with them."""
    chance = random.Random(seed)
    folder = shelf(keep / "shelf", scans, texts)
    Archive(keep / "undisturbed").add([folder], jobs=2)
    like = holdings(keep / "undisturbed")
    done: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    archives = 0
    while done.total() < kills:
        archives += 1
        kho = keep / f"kho{archives}"
        while done.total() < kills and (kind := run(kho, folder, chance)) is not None:
            done[kind] += 1
        Archive(kho).add([folder], jobs=2, retry_failed=True)
        Archive(kho).add([folder], jobs=2)
        wrong += compared(kho, like)
        print(f"archive {archives}: {done.total()} kills, wrong so far: {dict(+wrong)}", flush=True)
    return {"kills": dict(done), "archives": archives, "documents": len(like), "wrong": dict(wrong)}


def table(found: dict[str, Any]) -> dict[str, Any]:
    """The result as the report shows it."""
    wrong = Counter(found["wrong"])
    kinds = ", ".join(f"{count} × {kind}" for kind, count in sorted(found["kills"].items()))
    rows = [
        ["kills", f"{sum(found['kills'].values())} ({kinds})"],
        ["archives filled to the end", str(found["archives"])],
        ["documents lost", str(wrong["lost"])],
        ["documents or sources doubled", str(wrong["doubled"])],
        ["originals changed", str(wrong["originals"])],
        ["documents whose results differ from an undisturbed run", str(wrong["changed"])],
        ["left unfinished", str(wrong["unfinished"])],
        ["archives of which `check` finds something", str(wrong["check"])],
    ]
    text = f"`kill -9` at random moments while {found['documents']} documents (scans and texts) are added with 2 processes."
    return {"title": "Killed while adding", "text": text, "head": ["what", "count"], "rows": rows, "note": ""}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="ten kills, one scan")
    parser.add_argument("-o", "--out", type=Path)
    asked = parser.parse_args(arguments)
    scans, texts, kills = (SCANS[:1], 12, 10) if asked.quick else (SCANS, TEXTS, asked.kills)
    with tempfile.TemporaryDirectory(prefix="bench-kills-") as keep:
        found = table(measure(kills, asked.seed, scans, texts, Path(keep)))
    for row in found["rows"]:
        print(f"{row[0]:60} {row[1]}")
    if asked.out:
        asked.out.parent.mkdir(parents=True, exist_ok=True)
        asked.out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
