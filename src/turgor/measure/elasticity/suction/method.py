"""Which method these findings are of, and what never changes within it."""

METHOD = "turgor.suction"

#: Raised whenever a value of any finding of this method may differ from before.
METHOD_VERSION = "1"

NO_U = "one series: repeatability needs re-seated replicates"

#: where the classic rule parts the immediate from the delayed answer, s after switching
FIXED_SPLIT_S = 0.1
SPLIT_RULES = ("fixed-0.1s", "inflection")
MODELS = ("one-exponential", "two-exponentials")
