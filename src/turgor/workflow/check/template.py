"""A case's file to fill in, for a check."""

CHECK_TEMPLATE = """\
# What rules say of a case and its courses: `turgor check THIS_FILE`
title = "lines around the mouth"
site = "perioral"
start = 2027-01-10                   # the date of day 0
concerns = ["perioral-wrinkles"]

# study = "../study"                 # a study's folder and subject, for age, skin and findings
# subject_id = "S01"

[subject]
age = 52
sex = "female"
phototype = "III"

[person]              # true, false or "unknown"; what is left out is unknown, never "no"
clinician_present = true
home_use = false
pregnant = "unknown"
breastfeeding = false
isotretinoin_taken = false
uses_retinoid = "unknown"
herpes_history = "unknown"
keloid_history = false
hypertrophic_scar_history = false
poor_healing = false
immunosuppressed = false
active_infection = false
active_inflammation = false
pacemaker = false
defibrillator = false
implanted_electronics = false
hyaluronic_filler = "unknown"
recent_tan = false
hemisphere = "north"

[wishes]
downtime_days = 14
visits = 4
keep_free = [[2027-06-01, 2027-06-08]]
# ready_by = 2027-09-01
# cost = 2000

[[course]]            # as many as are to be compared; in one line of text, or in tables
name = "fractional CO2"
text = "fractional CO2 10 mJ 10 % 1 pass, 2 sessions every 8 weeks, from 2027-01-10"

# [[course]]
# name = "needles"
# [[course.session]]
# date = 2027-01-10   # or day = 0
# modality = "microneedling"
# device = "needle pen"
# repeat = 3
# interval_days = 28
# settings = { needle_depth_mm = 1.5 }

# [[past]]            # what was done before
# modality = "plla"
# date = 2026-11-02   # or days_ago = 69

# [[event]]           # what went wrong or worries, as facts
# day = 3             # or date = 2027-01-13
# stinging = true
# exudate = true

# [[override]]        # a rule that somebody goes beyond; the finding stands and is marked
# rule = "ANY-001@1"
# who = "Dr Example"
# role = "clinician"
# reason = "benefit-outweighs"
# text = "discussed with the obstetrician on 4 January"
# date = 2027-01-05
"""
