"""The index (chỉ mục): one SQLite file beside the papers of an archive, which answers questions and can be deleted at any time.

`schema.sql` has its compact tables, `views` gives them the names and columns of the tables of a paper; `connect` opens it, `build` puts
papers in. What asks lies beside this folder: `archive.search`, `archive.questions`.
"""
