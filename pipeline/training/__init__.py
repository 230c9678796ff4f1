"""What makes the files of `models/` and the learned tables (huấn luyện): recipes that give the same bytes for the same texts."""
