"""What leaves an archive as a file: its register, its tables as Parquet, the graph of citations."""
