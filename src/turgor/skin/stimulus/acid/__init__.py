"""Chemical peels: from what was put on to the layer that was reached, and how it heals."""

from turgor.skin.stimulus.acid.model import PeelModel, model

__all__ = ["PeelModel", "model"]
