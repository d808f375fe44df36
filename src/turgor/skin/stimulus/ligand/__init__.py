"""What a course of a topical retinoid brings to living skin, night by night."""

from turgor.skin.stimulus.ligand.door import LigandSession, model

__all__ = ["LigandSession", "model"]
