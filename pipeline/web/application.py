"""The Datasette that shows one archive: its index as the database `kho`, our pages as a plugin, its looks through our templates.

    Pages(store, Asked(...)).app()      an ASGI application

Datasette brings tables, facets, CSV and JSON (/kho/citations.json?…), the tokens of forms and the template engine. Its pages about itself
are closed, SQL typed by a visitor is off; its handler of errors, which writes the values of all variables to the terminal, is taken out.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm
from datasette.views import base

from pipeline.archive.files.store import Store
from pipeline.archive.index.connect import limit, open_read
from pipeline.archive.index.views import BASE
from pipeline.archive.index.writing import writing
from pipeline.web import disarmed, plugin, security
from pipeline.web.painter import Painter

DATABASE = "kho"
"""Name of the index in addresses: /kho/citations.csv."""

THREADS = 4

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Asked:
    """What `kehoach serve` was told."""

    host: str = "127.0.0.1"
    token: str | None = None
    sql: bool = False
    language: str = "vi"
    time_limit_ms: int = 3000

    @property
    def may_correct(self) -> bool:
        """Corrections only where nobody else can reach the port, or where all must show the token."""
        return security.is_loopback(self.host) or self.token is not None


class IndexDatabase(Database):  # type: ignore[misc]
    """The index, opened as `archive.index` opens it; anew in each thread when the file was made anew."""

    def __init__(self, ds: Datasette, store: Store) -> None:
        super().__init__(ds, str(store.index), is_mutable=True)
        self._store = store
        self._open = threading.local()

    def suggest_name(self) -> str:
        """The name in addresses."""
        return DATABASE

    def connect(self, write: bool = False) -> Any:
        """A connection for reading. Datasette never writes here."""
        assert not write, "the pages never write through Datasette"
        connection = open_read(self._store.index)
        if self.ds.asked.sql:
            connection.set_authorizer(_without_paths)
        self._all_file_connections.append(connection)
        return connection

    def _current(self) -> Any:
        """This thread's connection; another one where the file is no longer the one that was opened."""
        found = self._store.index.stat()
        file = (found.st_dev, found.st_ino)
        if getattr(self._open, "file", None) != file:
            if old := getattr(self._open, "connection", None):
                old.close()
            self._open.connection, self._open.file = self.connect(), file
            self.ds._prepare_connection(self._open.connection, self.name)
        return self._open.connection

    async def hidden_table_names(self) -> list[str]:
        """The compact tables: people see the views over them."""
        return list(await self.table_names())

    async def table_counts(self, limit: int = 10) -> dict[str, None]:
        """No counts: Datasette would count every table for its list, those of the full-text search too, which cannot be."""
        return dict.fromkeys(await self.table_names())

    async def execute(self, sql: str, params: Any = None, *more: Any, **named: Any) -> Any:
        """As Datasette does it, but whole tables are counted fast, and what a visitor typed is not written to the terminal."""
        return await super().execute(counting(sql), params, *more, **named | {"log_sql_errors": False})

    async def execute_fn(self, fn: Callable[[Any], Answer]) -> Answer:
        """What the function gives for a connection, in a thread of the pool."""
        return await asyncio.get_running_loop().run_in_executor(self.ds.executor, lambda: fn(self._current()))


class Pages(Datasette):  # type: ignore[misc]
    """Datasette with an archive. `store` its files, `asked` how it is served."""

    def __init__(self, store: Store, asked: Asked) -> None:
        self.store, self.asked = store, asked
        _plug_in()
        _make_sure_of_index(store)
        room = files("pipeline.web")
        super().__init__(
            files=[],
            template_dir=str(room.joinpath("templates")),
            static_mounts=[("-/giao-dien", str(room.joinpath("static")))],
            metadata={"title": "kehoach"},
            memory=False,
            settings={
                "default_allow_sql": asked.sql,
                "allow_download": False,
                "sql_time_limit_ms": asked.time_limit_ms,
                "facet_time_limit_ms": min(800, asked.time_limit_ms),
                "num_sql_threads": THREADS,
                "suggest_facets": False,
                "default_cache_ttl": 0,
                "default_page_size": 50,
                "max_csv_mb": 500,
            },
        )
        self.painter = Painter()
        self.databases.pop("_memory", None)
        self.add_database(IndexDatabase(self, store), name=DATABASE)

    def asset(self, name: str) -> str:
        """Address of a file of ours; it changes with the file, so that a browser may keep it."""
        return f"/-/giao-dien/{name}?{_sum_of(name)}"

    async def ask(self, question: Callable[[Any], Answer]) -> Answer:
        """What the function gives for a connection to the index, under the limit of time (`sqlite3.OperationalError: interrupted`)."""
        database: IndexDatabase = self.get_database(DATABASE)
        return await database.execute_fn(lambda connection: self._limited(connection, question))

    def _limited(self, connection: Any, question: Callable[[Any], Answer]) -> Answer:
        limit(connection, self.asked.time_limit_ms / 1000)
        try:
            return question(connection)
        finally:
            connection.set_progress_handler(None, 0)

    async def work(self, task: Callable[[], Answer]) -> Answer:
        """What the function gives, in a thread of the pool: files are read there."""
        return await asyncio.get_running_loop().run_in_executor(self.executor, task)

    def close(self) -> None:
        """End the threads and the processes that draw."""
        self.executor.shutdown(wait=False, cancel_futures=True)
        self.painter.close()


def counting(sql: str) -> str:
    """The question how many rows a view has, asked of the compact table behind it: on 490,000 citations 15 ms in place of 1.6 seconds.

    >>> counting("select count(*) from citations "), counting("select count(*) from citations where page = 1 ")
    ('select count(*) from citation', 'select count(*) from citations where page = 1 ')
    """
    match = re.fullmatch(r"select count\(\*\) from (\w+) *", sql)
    return f"select count(*) from {BASE[match[1]]}" if match and match[1] in BASE else sql  # noqa: S608  (names of our own)


def _without_paths(action: int, table: str | None, column: str | None, *_: object) -> int:
    """Where this machine keeps the index is told to nobody, not even in SQL: it reads as null."""
    told = action == sqlite3.SQLITE_READ and table == "pragma_database_list" and column == "file"
    return sqlite3.SQLITE_IGNORE if told else sqlite3.SQLITE_OK


@cache
def _sum_of(name: str) -> str:
    return hashlib.sha256(files("pipeline.web").joinpath("static", name).read_bytes()).hexdigest()[:10]


def _plug_in() -> None:
    # Datasette's own handler prints a traceback with the values of all variables for each address that is not found, and pluggy
    # asks all handlers, not the first: ours alone stays.
    pm.set_blocked("datasette.handle_exception")
    pm.set_blocked("datasette.forbidden")
    base.csv = disarmed
    if not pm.has_plugin("kehoach"):
        pm.register(plugin, name="kehoach")


def _make_sure_of_index(store: Store) -> None:
    """An archive to which nothing was added yet gets an empty index. Raises `ArchiveMissing` where papers wait for theirs."""
    if not store.index.exists() and next(store.ids(), None) is None:
        with writing(store.index):
            pass
    open_read(store.index).close()
