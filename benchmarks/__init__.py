"""Kehoach beside its rivals, on the same input in one run: `make bench`. Results: docs/benchmarks.md. Not part of the package."""
