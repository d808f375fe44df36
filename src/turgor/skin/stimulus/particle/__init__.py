"""What injected particles and gels bring: where they lie, how much, and for how long."""

from turgor.skin.stimulus.particle.door import ParticleSession, model

__all__ = ["ParticleSession", "model"]
