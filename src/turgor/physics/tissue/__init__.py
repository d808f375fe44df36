"""Skin's layers with their optical, thermal, electrical and diffusion properties."""
