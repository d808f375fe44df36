"""Partial pooling: what studies of the same kind have in common, shrunk by how little they do."""
