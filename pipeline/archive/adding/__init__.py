"""Files into the archive: copied, read, put together, sealed, put into the index; gone on with after a stop."""
