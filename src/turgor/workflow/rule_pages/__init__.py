"""The rules as prose: one sheet for each modality, and where evidence is missing."""
