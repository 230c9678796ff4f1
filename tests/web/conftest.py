"""Archives served to the tests of the pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from websites import Site, fill

from pipeline.archive.files.store import Store
from pipeline.web.serve import application


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The archive; tests do not change it."""
    root = tmp_path_factory.mktemp("web")
    return fill(root / "kho", root / "shelf")


@pytest.fixture(scope="session")
def site(archive: Store) -> Iterator[Site]:
    pages = application(archive.root)
    yield Site(pages, archive)
    pages.close()


@pytest.fixture
def own_site(archive: Store, tmp_path: Path) -> Iterator[Site]:
    """A copy of it that a test may change."""
    shutil.copytree(archive.root, tmp_path / "kho")
    store = Store.open(tmp_path / "kho")
    pages = application(store.root)
    yield Site(pages, store)
    pages.close()
