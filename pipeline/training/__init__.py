"""What makes the files of `models/` and the learned tables (huấn luyện), from texts and simulated scans, by recipes that give the same bytes."""
