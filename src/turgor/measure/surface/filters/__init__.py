"""S and L operators: low-pass filters of ISO 16610 that accept gaps and hold up to the edges."""
