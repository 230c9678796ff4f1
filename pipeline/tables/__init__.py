"""Rows of records to DataFrames and to CSV, Parquet and XLSX files; the columns are those of the dataclasses."""
