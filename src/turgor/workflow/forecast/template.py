"""A case's file to fill in."""

CASE_TEMPLATE = """\
# What courses are expected to do to one person's skin: `turgor forecast THIS_FILE`
title = "lines at the cheek"
site = "cheek"

[subject]             # what is left out is taken as unknown, and said
age = 52
sex = "female"
phototype = "III"

[findings]            # before the course, by metric id (`turgor metrics`); may be left out
"barrier.tewl" = 11.5

# [[finding]]         # the same with all that is known of it; after day 0 it updates the person
# metric = "barrier.tewl"
# value = 12.4
# u = 0.9             # standard uncertainty; left out, the published noise of the metric
# day = 90
# conditions = { device_class = "open-chamber", site_class = "face" }

[[course]]            # as many as are to be compared; doing nothing stands beside them
name = "four non-ablative sessions"
[[course.session]]
day = 0
modality = "fractional-laser"      # settings as in `turgor stimulus --template MODALITY`
repeat = 4
interval_days = 28
[course.session.settings]
wavelength_nm = 1550
energy_mj = 20
density_mtz_cm2 = 250
passes = 4
[[course.use]]                     # day by day: sunscreen, topical-retinoid, hydroquinone ...
kind = "sunscreen"
settings = { spf = 50 }

[[course]]
name = "tretinoin"
[[course.use]]
kind = "topical-retinoid"
from_day = 0
to_day = 336
settings = { agent = "tretinoin", percent = 0.05, nights_per_week = 7 }

# followed = "tretinoin"           # at the top of the file: the course that was begun

[forecast]
horizon_days = 365
visit_days = [30, 90, 180, 365]
# endpoints = ["look-wrinkles", "barrier.tewl"]   # observables or metric ids
"""
