"""Settings that may be stated of what no stimulus physics reads: analogues and daily uses."""

from collections.abc import Mapping

_DOSE = ("agent", "percent", "per_day")

#: modality of a session, or kind of a use -> the settings that its loads or levels follow
STATED_SETTINGS: Mapping[str, tuple[str, ...]] = {
    "laser-ablative-full": (
        "wavelength_nm", "fluence_j_cm2", "energy_mj", "spot_um", "passes", "pulse_ms", "cooling",
        "power_w",
    ),
    "laser-nonablative": ("wavelength_nm", "fluence_j_cm2"),
    "laser-picosecond": ("lens_array", "passes"),
    "ipl": ("fluence_j_cm2",),
    "radiofrequency": ("form", "passes", "energy_mj"),
    "focused-ultrasound": ("lines",),
    "filler-collagen": ("volume_ml", "area_cm2"),
    "prp": (),
    "injection-saline": (),
    "sham": (),
    "sunscreen": ("spf", "iron_oxide", "per_day"),
    "alpha-hydroxy-acid": _DOSE,
    "antioxidant": _DOSE,
    "hydroquinone": _DOSE,
    "corticosteroid": ("potency", "per_day"),
    "oral-antiviral": ("agent", "mg", "per_day"),
    "occlusion": ("share",),
    "moisturiser": ("per_day",),
    "vehicle": ("per_day",),
}  # fmt: skip
