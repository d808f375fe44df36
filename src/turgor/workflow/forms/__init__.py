"""Questionnaires and clinician scales in a study: instruments, licences, filled forms, scores."""
