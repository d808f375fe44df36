"""Follow-up: change against baseline, difference of sides, cohorts."""
