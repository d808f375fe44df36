"""Pigment: what drives melanocytes, melanin carried up with the epidermis or dropped below it."""

from turgor.skin.process import Process, Terms
from turgor.skin.tissue.layer import lost


def _rates(state: Terms, level: Terms, p: Terms) -> Terms:
    drive, melanin = state["melanocyte_drive"], state["melanin"]
    infiltrate = state["inflammation"]
    sun, tanned = p["pigment.sun"], p["pigment.sun_inflamed"]
    gain = (
        p["trait.pigment"]
        * p["pigment.inflammation"]
        * (1.0 - tanned + tanned * level["uv"])
        / (1.0 + p["pigment.steroid"] * level["steroid"])
    )
    # a faint infiltrate neither rouses nor lets fall its share: the basal layer holds
    stirred = (infiltrate * infiltrate) / (infiltrate + p["pigment.inflammation_half"])
    roused = gain * stirred
    inhibited = 1.0 / (1.0 + p["pigment.lightening"] * level["lightening"])
    made = inhibited * ((1.0 - sun + sun * level["uv"]) + drive)
    carried = (
        1.0
        + p["pigment.retinoid"] * level["retinoid"]
        + p["pigment.exfoliation"] * level["exfoliation"]
    )
    dropped = p["pigment.dropping"] * stirred * melanin
    return {
        "melanocyte_drive": roused - p["pigment.calming"] * drive,
        "melanin": p["melanin.pace"] * (made - carried * melanin),
        "melanin_dermal": dropped
        - p["pigment.dermal_clearing"]
        * (1.0 + state["macrophages_papillary"])
        * state["melanin_dermal"],
    }


def _impulse(state: Terms, load: Terms, p: Terms) -> Terms:
    left = (1.0 - lost(load, "epidermis")) * (1.0 - load["melanin_cleared"])
    return {"melanin": (left - 1.0) * state["melanin"]}


PIGMENT = Process(
    name="pigment",
    owns=("melanocyte_drive", "melanin", "melanin_dermal"),
    parameters=(
        "pigment.inflammation",
        "pigment.inflammation_half",
        "pigment.steroid",
        "pigment.calming",
        "pigment.sun",
        "pigment.sun_inflamed",
        "pigment.lightening",
        "pigment.retinoid",
        "pigment.exfoliation",
        "pigment.dropping",
        "pigment.dermal_clearing",
        "melanin.pace",
    ),
    rates=_rates,
    impulse=_impulse,
)
