"""What is left after months: collagen, elastin, retinoids, resolution, ageing.

Each law is held at the priors' medians and on a stated share of draws; study ids are the rows of
the evidence base that a law rests on.
"""

import numpy as np

#: of what stains for elastin in sun-damaged skin, the elastotic share that staining is judged by
ELASTOTIC = 0.6
EXCESSES = (
    "injury_papillary", "injury_reticular", "heat_shock", "mediator", "inflammation",
    "macrophages_papillary", "macrophages_reticular", "tgf_beta_papillary", "tgf_beta_reticular",
    "fibroblasts_papillary", "fibroblasts_reticular", "myofibroblasts", "oedema", "hyperaemia",
    "barrier_open", "melanocyte_drive",
)  # fmt: skip


def elastin_stain(skin, day):
    return (1.0 - ELASTOTIC) * skin("elastin", day) + ELASTOTIC * skin("elastosis", day)


def new_i(skin, day, layer="papillary"):
    return skin(f"collagen_new_i_{layer}", day) - 1.0


def test_elastin_falls_for_tretinoin_is_flat_for_needles_and_rises_for_particles(skins, holds):
    """RET07: -20 % at 180 d; MN01: 0 at 180 d; BX12: +12 to +66 % at 180 d, sites without sun."""
    fall = elastin_stain(skins["tretinoin"], 180.0) - 1.0
    flat = elastin_stain(skins["needles-monthly"], 180.0) - 1.0
    rise = skins["particles"]("elastin", 180.0) - 1.0
    assert -0.35 < fall[0] < -0.1
    assert abs(flat[0]) < 0.05
    assert 0.12 < rise[0] < 0.66
    holds(fall < -0.04, 0.85)
    holds(np.abs(flat) < 0.08, 0.85)
    holds(rise > 0.04, 0.8)


def test_elastosis_falls_after_a_peel_and_tropoelastin_rises_after_needles(skins, holds):
    """PX24, PX25: elastotic material less after 35 % TCA; MN01: tropoelastin's expression up."""
    holds(skins["tca"]("elastosis", 90.0) < skins["nothing"]("elastosis", 90.0) - 0.01, 0.9)
    holds(skins["needles-monthly"]("tropoelastin", 90.0) > 1.0, 0.8)


def test_a_retinoid_reaches_the_dermis_late(skins, holds):
    """RX22: nothing obvious in the dermis at 24 weeks; RET01: +80 % collagen I at 10 to 12 months.

    New collagen I is a tenth of the papillary collagen, so its rise hardly shows in the whole.
    """
    skin = skins["tretinoin"]
    assert 0.4 < new_i(skin, 336.0)[0] < 1.6
    holds(new_i(skin, 60.0) < 0.5 * new_i(skin, 336.0), 0.8)
    holds(np.abs(skin("collagen_mature_papillary", 168.0) - 1.0) < 0.03, 0.9)
    holds(new_i(skin, 336.0) > 0.15, 0.9)
    # the epidermis is thick long before
    thick = skin("epidermis", 60.0) - 1.0
    holds(thick > 0.7 * (skin("epidermis", 336.0) - 1.0), 0.8)


def test_a_retinoids_efficacy_saturates_and_irritation_does_not(skins, holds):
    """RET02: 0.025 and 0.1 % alike in efficacy, not in irritation."""
    whole, half = skins["tretinoin"], skins["tretinoin-half"]
    holds(new_i(half, 336.0) > 0.52 * new_i(whole, 336.0), 0.95)
    irritated = half("irritant_reaction", 14.0) / whole("irritant_reaction", 14.0)
    holds(irritated < 0.56, 0.95)


def test_a_retinoid_opens_the_barrier_early_then_skin_grows_used_to_it(skins, holds):
    """RX41, RX05: TEWL up at 30 to 50 d, less later, while the level stays the same."""
    skin = skins["tretinoin"]
    early, late = skin("barrier_lipid_loss", 14.0), skin("barrier_lipid_loss", 336.0)
    holds((early > 0.05) & (late < 0.95 * early), 0.85)


def test_vessels_grow_under_a_retinoid(skins, holds):
    """RET02: endothelial area +89 and +100 % at 48 weeks."""
    grown = skins["tretinoin"]("vessels", 336.0) - 1.0
    assert 0.6 < grown[0] < 1.2
    holds(grown > 0.3, 0.9)


def test_collagen_of_a_peel_fades_while_that_of_particles_holds(skins, holds):
    """PEEL03: back by day 60 (mouse); BIO04: PLLA up at 3 and 6 months, nominally at 12."""
    peel, held = skins["tca"], skins["particles-monthly"]
    holds(new_i(peel, 365.0) < 0.15 * new_i(peel, 60.0), 0.9)
    holds(new_i(held, 365.0, "reticular") > 0.6 * new_i(held, 180.0, "reticular"), 0.9)


def test_iii_gives_way_to_i_under_particles(skins, holds):
    """BIO07: more III at 4 months, III replaced by I at 9."""
    skin = skins["particles"]
    ratio = [
        skin("collagen_new_iii_reticular", day) / skin("collagen_new_i_reticular", day)
        for day in (60.0, 270.0)
    ]
    holds(ratio[1] < ratio[0], 0.85)


def test_four_monthly_sessions_resolve(skins, holds):
    """Nothing locks in: what a session raises has gone a year after the last of four."""
    for arm in ("nonablative-monthly", "needles-monthly"):
        skin = skins[arm]
        left = np.array([skin(name, 460.0) for name in EXCESSES])
        peak = np.array([np.maximum(skin(name, 2.0), skin(name, 7.0)) for name in EXCESSES])
        holds((left <= 0.05 * peak + 1e-3).all(axis=0), 0.9)


def test_what_is_stopped_returns_towards_ageing(skins, holds):
    """RX03 and others: stopped for a year, new collagen, epidermis and vessels go back."""
    skin, none = skins["tretinoin"], skins["nothing"]
    for name in ("collagen_new_i_papillary", "epidermis", "vessels"):
        gained = skin(name, 365.0) - none(name, 365.0)
        kept = skin(name, 730.0) - none(name, 730.0)
        holds(np.abs(kept) < 0.4 * gained, 0.85)


def test_deep_resurfacing_contracts_and_fractional_hardly(skins, holds):
    """PEEL01: upper-lip wrinkles -89 % after phenol, -74 % after full CO2, at 6 months."""
    phenol, full, part = (
        skins[arm]("contraction", 180.0) for arm in ("phenol", "full", "fractional")
    )
    assert phenol[0] > 0.2
    holds((phenol > full) & (full > 4.0 * part), 0.8)


def test_epidermis_returns_after_full_ablation(skins, holds):
    """Epidermal turnover of some 36 d: most of its thickness is back after two months."""
    back = skins["full"]("epidermis", 60.0)
    assert back[0] > 0.9
    holds(back > 0.75, 0.9)
