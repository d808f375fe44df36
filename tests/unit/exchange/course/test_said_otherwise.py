"""The same course however people say it: the agent before or after 'peel', ratios, counts."""

import pytest

from turgor.errors import StudyError
from turgor.exchange.course_text import read_course_text

ALIKE = [
    ("TCA 20 % peel", "TCA peel 20 %"),
    ("glycolic acid 35 % peel, 3 min, 4 sessions every 2 weeks",
     "glycolic 35 % 3 min, 4 sessions every 2 weeks"),
    ("20% salicylic acid peel x 4, every 3 weeks", "salicylic 20 %, 4 sessions every 3 weeks"),
    ("glycolic 35 %, 3 peels every 2 weeks", "glycolic 35 %, 3 sessions every 2 weeks"),
    ("phenol peel, croton oil 0.7 %", "phenol 0.7 % croton oil"),
    ("non-ablative fractional laser 1550 nm 40 mJ", "1550 nm 40 mJ"),
    ("Fraxel 1550 40 mJ", "1550 nm 40 mJ"),
    ("fractional radiofrequency microneedling 2 mm", "RF needling 2 mm"),
    ("fully ablative CO2 laser 2 passes", "full-field CO2 2 passes"),
    ("CaHA 1:2 dilution", "CaHA dilution 1:2"),
    ("Radiesse hyperdilute 1:4", "CaHA dilution 1:4"),
    ("SPF 50 daily", "sunscreen SPF 50 daily"),
    ("vitamin C 15 % every morning", "vitamin C 15 % daily"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "written"), ALIKE)
def test_it_is_the_same_course(said, written):
    assert read_course_text(said, where="t") == read_course_text(written, where="t")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("PRP with microneedling 1.5 mm", "column 10: 'microneedling' begins another treatment"),
        ("isotretinoin 20 mg daily", "isotretinoin_months under [person]"),
        ("TCA 20 %, 3 sessions x 4, every 3 weeks", "how many sessions is stated twice"),
        ("microneedling 1.5 mm peel", "'peel' begins another treatment beside microneedling"),
    ],
)
def test_what_stays_unclear_is_told_with_what_to_do(said, told):
    with pytest.raises(StudyError) as error:
        read_course_text(said, where="t")
    assert told in str(error.value)
