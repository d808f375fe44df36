"""A recording that looks like one clinical image: facial skin through a membrane, root compression.

Its levels and grain were set beside a published scan of skin (docs/science/ultrasound-phantoms.md).
"""

from turgor.phantom.ultrasound.spec import DisplaySpec, SkinSpec, UltrasoundSpec


def clinical_look() -> UltrasoundSpec:
    """No band of a bright epidermis, a surface falling to the right, bubbles on the skin."""
    return UltrasoundSpec(
        skin=SkinSpec(
            entry_um=2300.0,
            tilt_deg=1.0,
            bow_mm=100.0,
            bow_at=0.1,
            epidermis_um=60.0,
            epidermis_db=0.5,
            border_um=70.0,
            streak_db=2.0,
        ),
        display=DisplaySpec(compression="root", full_db=12.0),
    )
