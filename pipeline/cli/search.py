"""`search`, `cite`, `targets`, `graph`, `serve`: questions to an archive."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Optional

import typer

from pipeline.cli.options import Cited, Folder, Form, Format, Issuer, Lang, Language, Level, Province, ProvinceNow, Rows, Type, Year


class By(StrEnum):
    """What citing papers are counted by."""

    PROVINCE = "province"
    PROVINCE_NOW = "province-now"
    YEAR = "year"


class Listed(StrEnum):
    """What is listed of all that papers cite."""

    MOST = "most"
    REPLACED = "replaced"
    CONFLICTS = "conflicts"


def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help='Words, with marks or without; "a phrase"; begin*; 34-CT/TW.')],
    archive: Folder = None,
    province: Province = None,
    province_now: ProvinceNow = None,
    year: Year = None,
    doc_type: Type = None,
    issuer: Issuer = None,
    level: Level = None,
    cited: Cited = None,
    limit: Rows = None,
    offset: Annotated[int, typer.Option(min=0, help="Hits to pass over.")] = 0,
    form: Format = Form.TABLE,
    language: Lang = Language.EN,
) -> None:
    """Find papers by their words: hits with their place, the best first."""
    from pipeline.archive.searching.filters import Filters
    from pipeline.console.search import run_search

    filters = Filters(province=province, province_2025=province_now, year=year, doc_type=doc_type, issuer=issuer, level=level, cited=cited)
    raise typer.Exit(run_search(archive, " ".join(words), filters, limit, offset, form.value, language.value))


def cite(
    document: Annotated[Optional[str], typer.Argument(metavar="DOCUMENT", help="The cited document: 34-CT/TW, NĐ 91/2017/NĐ-CP.")] = None,  # noqa: UP045
    cited_by: Annotated[Optional[str], typer.Option("--cited-by", metavar="ID", help="What this paper cites: its id, or number.")] = None,  # noqa: UP045
    listed: Annotated[
        Optional[Listed],  # noqa: UP045
        typer.Option("--list", help="What most papers cite; citations of replaced documents; dates that papers tell differently."),
    ] = None,
    by: Annotated[Optional[By], typer.Option("--by", help="Only count the citing papers.")] = None,  # noqa: UP045
    archive: Folder = None,
    province: Province = None,
    province_now: ProvinceNow = None,
    year: Year = None,
    doc_type: Type = None,
    issuer: Issuer = None,
    level: Level = None,
    limit: Rows = None,
    form: Format = Form.TABLE,
    language: Lang = Language.EN,
) -> None:
    """Who cites a document (province, paper, date, relation, sentence); what a paper cites; or a list of all that papers cite."""
    from pipeline.archive.searching.filters import Filters
    from pipeline.console.citing import run_cite
    from pipeline.console.lists import run_list

    if (document is not None) + (cited_by is not None) + (listed is not None) != 1:
        raise typer.BadParameter("name a document, or a paper with --cited-by, or a --list", param_hint="DOCUMENT")
    if document is None and by is not None:
        raise typer.BadParameter("it counts the papers that cite a document, not what a paper cites", param_hint="--by")
    filters = Filters(province=province, province_2025=province_now, year=year, doc_type=doc_type, issuer=issuer, level=level)
    if listed is not None:
        raise typer.Exit(run_list(archive, listed.value, filters, limit, form.value, language.value))
    raise typer.Exit(run_cite(archive, document, cited_by, by and by.value, filters, limit, form.value, language.value))


def targets(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="Words of the indicator: giảm nghèo.")],
    archive: Folder = None,
    province: Province = None,
    province_now: ProvinceNow = None,
    year: Year = None,
    doc_type: Type = None,
    issuer: Issuer = None,
    level: Level = None,
    cited: Cited = None,
    limit: Rows = None,
    form: Format = Form.TABLE,
    language: Lang = Language.EN,
) -> None:
    """Set targets side by side: indicator, value, province, year."""
    from pipeline.archive.searching.filters import Filters
    from pipeline.console.aims import run_targets

    filters = Filters(province=province, province_2025=province_now, year=year, doc_type=doc_type, issuer=issuer, level=level, cited=cited)
    raise typer.Exit(run_targets(archive, " ".join(words), filters, limit, form.value, language.value))


def graph(
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE.graphml", help="File for the graph.")],
    archive: Folder = None,
    province: Province = None,
    province_now: ProvinceNow = None,
    year: Year = None,
    doc_type: Type = None,
    issuer: Issuer = None,
    level: Level = None,
    cited: Cited = None,
    language: Lang = Language.EN,
) -> None:
    """Write who cites what as a graph (GraphML), for Gephi, yEd, networkx."""
    from pipeline.archive.searching.filters import Filters
    from pipeline.console.graph import run_graph

    filters = Filters(province=province, province_2025=province_now, year=year, doc_type=doc_type, issuer=issuer, level=level, cited=cited)
    raise typer.Exit(run_graph(archive, out, filters, language.value))


def serve(
    archive: Folder = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port.")] = 8001,
    host: Annotated[
        str,
        typer.Option(
            help="Address to listen on; another than this machine's own lets all on that network read, with --token those who know it."
        ),
    ] = "127.0.0.1",
    token: Annotated[Optional[str], typer.Option(envvar="KEHOACH_TOKEN", help="Word that visitors must know.")] = None,  # noqa: UP045
    sql: Annotated[bool, typer.Option("--sql", help="Allow SQL questions of one's own.")] = False,
    language: Annotated[Language, typer.Option("--lang", envvar="KEHOACH_LANG", help="Language of the pages: vi, en.")] = Language.VI,
) -> None:
    """Show the archive in the browser, until Ctrl-C."""
    from pipeline.console.serving import run_serving
    from pipeline.web.serve import serve as run_serve

    raise typer.Exit(run_serving(run_serve, archive, port, host, token, sql, language.value))
