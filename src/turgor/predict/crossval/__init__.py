"""Cross-validation that leaves out whole cohorts."""
