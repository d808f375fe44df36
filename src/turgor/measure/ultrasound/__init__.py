"""Structure of the skin from high-frequency ultrasound."""
