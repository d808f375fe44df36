"""A case's file to fill in, for a plan."""

#: every question that could keep a treatment out, answered "no", a clinician being there
ANSWERED = """\
clinician_present = true
hemisphere = "north"
skin_thickness = "normal"
pregnant = false
breastfeeding = false
isotretinoin_taken = false
uses_retinoid = false
herpes_history = false
keloid_history = false
hypertrophic_scar_history = false
poor_healing = false
immunosuppressed = false
active_infection = false
active_inflammation = false
pacemaker = false
defibrillator = false
implanted_electronics = false
hyaluronic_filler = false
recent_tan = false
home_use = false
active_dermatitis = false
anaphylaxis_history = false
autoimmune_rheumatic = false
autoimmune_active = false
bleeding_disorder = false
component_allergy = false
multiple_severe_allergies = false
photosensitisers = []                # none of them
photosensitising_drug = false
unrealistic_expectations = false
body_dysmorphia_suspected = false
"""
PLAN_TEMPLATE = f"""\
# What could be done for a person, planned by their wishes: `turgor plan THIS_FILE`
title = "lines around the eyes"
site = "periorbital"
start = 2027-01-11                   # the date of day 0
concerns = ["periorbital-wrinkles"]  # the first is sought first

# study = "../study"                 # a study's folder and subject, for age, skin and findings
# subject_id = "S01"

[subject]
age = 52
sex = "female"
phototype = "II"

[person]              # true, false or "unknown"; what is left out is unknown, never "no", and
                      # keeps out what rules could hold up for it
{ANSWERED}
[wishes]              # hard limits; leave out what does not matter
downtime_days = 21
visits = 6
keep_free = [[2027-06-01, 2027-06-08]]
# ready_by = 2027-09-01
# cost = 2000

[forecast]
horizon_days = 364

[clinic]
# name = "the practice"
# phone = "0123 456 789"

[prices]              # of one session, or of a whole use at home; a number, or [lowest, highest]
# currency = "EUR"
# fractional-laser = [350, 450]
# microneedling = 200
# topical-retinoid = 120
"""
