"""Ten virtual subjects of a published study: finite-element surface waves on stretched skin.

Numbers of the sample that accompanies Nagle et al. 2024, "A Gaussian process approach for rapid
evaluation of skin tension" (github.com/matt-nagle/A_Gaussian_process_approach_for_rapid_evaluation
_of_skin_tension, sample_training_dataset.csv), rounded. mix -1 is neo-Hookean, +1 all second
invariant; the stretch is uniaxial; the speed is that of the Rayleigh wave along it.
"""

from typing import NamedTuple


class Subject(NamedTuple):
    name: str
    youngs_kpa: float
    density_kg_m3: float
    mix: float
    stretch: float
    rayleigh_m_s: float


SUBJECTS = (
    Subject("S1_NH", 277.853, 1149.405, -1.0, 1.265893, 10.962885),
    Subject("S2_NH", 72.770, 1110.480, -1.0, 1.307105, 5.917337),
    Subject("S3_NH", 115.757, 1068.205, -1.0, 1.094942, 6.252312),
    Subject("S4_NH", 80.939, 1159.551, -1.0, 1.306579, 6.104142),
    Subject("S5_NH", 163.726, 1104.036, -1.0, 1.219626, 8.252809),
    Subject("S1_MR", 50.708, 1137.430, -0.547969, 1.064675, 3.855377),
    Subject("S2_MR", 273.366, 1115.327, 0.844074, 1.307968, 9.994777),
    Subject("S3_MR", 155.739, 1141.117, 0.058375, 1.134303, 7.067185),
    Subject("S4_MR", 203.703, 1146.904, -0.080295, 1.294428, 9.094126),
    Subject("S5_MR", 140.465, 1090.409, 0.388911, 1.096798, 6.609011),
)
