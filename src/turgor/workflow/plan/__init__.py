"""Plans of cases: read, worked out one by one, told as a document, kept."""
