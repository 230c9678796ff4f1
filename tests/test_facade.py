"""`import pipeline` is instant and shows every name that it promises."""

from __future__ import annotations

import subprocess
import sys

import pytest

import pipeline


def test_import_loads_nothing_else() -> None:
    code = "import sys, pipeline; print([m for m in sys.modules if m.startswith('pipeline.') or m in ('pandas', 'numpy', 'cv2', 'rich')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_name_is_there() -> None:
    assert set(pipeline.__all__) <= set(dir(pipeline))
    for name in pipeline.__all__:
        assert callable(getattr(pipeline, name))
    with pytest.raises(AttributeError, match="no attribute 'parze'"):
        pipeline.parze  # noqa: B018


def test_mentions_of_a_text_without_a_file() -> None:
    text = "Thực hiện Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị"
    (citation,) = pipeline.find_citations(text)
    assert citation.number_symbol == "34-CT/TW" and text[citation.start : citation.end] == citation.raw
