"""kehoach: scanned Vietnamese plans into data."""
