"""Custody of a study: who may do what, signing, locking, backup, erasure, corrections."""
