"""What a session is in the literature's words: its variant, and the modality as studies name it."""

from turgor.evidence import parameter
from turgor.record.course import Course, CourseSession

#: wavelengths that water takes up so strongly that tissue is removed, nm
_ABLATIVE_NM = ((2600.0, 3100.0), (9000.0, 11500.0))


def session_variant(session: CourseSession) -> str | None:
    """The variant by which rates are published; None where the settings don't tell."""
    settings = session.settings
    if session.modality == "fractional-laser":
        nm = settings.get("wavelength_nm")
        if not isinstance(nm, int | float):
            return None
        return "ablative" if any(a <= nm <= b for a, b in _ABLATIVE_NM) else "non-ablative"
    if session.modality == "microneedling":
        return "radiofrequency" if _is_heated(session) else None
    if session.modality == "chemical-peel":
        return _peel_depth(session)
    if session.modality == "biostimulator":
        agent = str(settings.get("agent", ""))
        return agent if agent in ("plla", "caha", "pcl") else None
    return None


def _is_heated(session: CourseSession) -> bool:
    """Needles with radiofrequency: some of its settings is stated, and not as none."""
    told = {name: value for name, value in session.settings.items() if name.startswith("rf_")}
    return bool(told) and told.get("rf_power_w") != 0.0 and told.get("rf_energy_mj") != 0.0


def _peel_depth(session: CourseSession) -> str | None:
    """As whoever gave it calls it, else by what went on and how strong it was."""
    agent, percent = str(session.settings.get("agent", "")), session.settings.get("percent")
    said = session.settings.get("depth")
    if said in ("superficial", "medium", "deep"):
        return str(said)
    if agent == "phenol":
        return "deep"
    if agent != "trichloroacetic":
        return "superficial" if agent else None
    if not isinstance(percent, int | float):
        return None
    strength = percent / 100.0  # records are in canonical units
    if strength >= parameter("virtual.hazard.peel.trichloroacetic.deep"):
        return "deep"
    medium = strength >= parameter("virtual.hazard.peel.trichloroacetic.medium")
    return "medium" if medium else "superficial"


def collected_modality(course: Course) -> str:
    """A course's modality as published outcomes name it; 'combination' where there are several."""
    if not course.sessions:
        words = {_USES[use.kind] for use in course.uses if use.kind in _USES}
        if len(words) > 1:  # studies of what is put on give sunscreen to everybody
            words.discard(SUNSCREEN)
        return words.pop() if len(words) == 1 else ("combination" if words else "none")
    words = {_word(session) for session in course.sessions}
    if any(use.kind == "topical-retinoid" for use in course.uses):
        return "combination"
    return words.pop() if len(words) == 1 else "combination"


#: what protects and rebuilds nothing, as published outcomes name it
SUNSCREEN = "sunscreen"
_USES = {
    "topical-retinoid": "topical_retinoid",
    "alpha-hydroxy-acid": "topical_AHA",
    "antioxidant": "topical_antioxidant",
    "hydroquinone": "topical_antioxidant",
    "sunscreen": SUNSCREEN,
}
_WORDS = {
    "chemical-peel": "chemical_peel",
    "laser-ablative-full": "laser_ablative_full",
    "laser-nonablative": "laser_nonablative",
    "laser-picosecond": "laser_picosecond_fractional",
    "ipl": "IPL",
    "radiofrequency": "radiofrequency_noninvasive",
    "focused-ultrasound": "radiofrequency_noninvasive",
    "hyaluronic-gel": "skin_booster_HA",
    "filler-collagen": "filler_collagen",
    "prp": "prp_injection",
    "injection-saline": "injection_saline_control",
    "sham": "none",
}
_AGENTS = {
    "plla": "biostimulator_PLLA",
    "caha": "biostimulator_CaHA",
    "pcl": "biostimulator_PCL",
    "pdlla": "biostimulator_PDLLA",
    "polynucleotide": "biostimulator_PN",
    "hyaluronic": "skin_booster_HA",
}


def _word(session: CourseSession) -> str:
    if session.modality == "fractional-laser":
        ablative = session_variant(session) == "ablative"
        return "laser_fractional_ablative" if ablative else "laser_fractional_nonablative"
    if session.modality == "microneedling":
        return "microneedling_RF" if session_variant(session) else "microneedling"
    if session.modality == "biostimulator":
        agent = str(session.settings.get("agent", ""))
        return _AGENTS.get(agent, f"biostimulator_{agent}")
    return _WORDS.get(session.modality, session.modality)
