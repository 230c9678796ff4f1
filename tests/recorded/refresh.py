"""Record anew what the tests compare with: `python -m tests.recorded.refresh [--pages]`.

Without options the baseline: what is found in the recorded samples today (no Tesseract). With `--pages` the samples are read with
Tesseract first (about a minute). Look at the difference in git before it is committed: every line is an item won or lost.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def main() -> None:
    """Read the samples, if asked to, and write the baseline."""
    parser = argparse.ArgumentParser(description="Record anew what the tests compare with.")
    parser.add_argument("--pages", action="store_true", help="read the samples with Tesseract too")
    asked = parser.parse_args()
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    from recorded import samples
    from recorded.pages import save

    if asked.pages:
        samples.PAGES.mkdir(exist_ok=True)
        for gold in samples.golds():
            path = samples.PAGES / f"{gold.name}.json.gz"
            path.unlink(missing_ok=True)
            pages = list(samples.as_read(gold))
            if any(page.kind == "ocr" for page in pages):
                save(path, pages)
                print(path.name, path.stat().st_size)
    text = json.dumps(samples.report(), ensure_ascii=False, indent=1)
    samples.BASELINE.write_text(text + "\n", "utf-8")
    print(samples.BASELINE)


if __name__ == "__main__":
    main()
