"""The archive's files (tệp của kho): where everything lies, the manifest, pages as files, failures, the seal."""
