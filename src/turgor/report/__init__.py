"""Pages from typed contexts: self-contained HTML that works offline and prints."""
