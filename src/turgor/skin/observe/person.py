"""Whose skin is looked at: its layers, pigment and blood at rest."""

from turgor.evidence import remembered
from turgor.physics.tissue.stack import tissue_stack
from turgor.record.skin_place import SkinPlace
from turgor.record.tissue import TissueStack

#: where nothing is known of whose skin it is
NOBODY = SkinPlace("cheek")


def stack_of(place: SkinPlace | None) -> TissueStack:
    """The stack of a place, from the person's findings and else from norms; None = a cheek.

    Errors: InputError as for ``tissue_stack``.
    """
    skin = NOBODY if place is None else place
    findings = tuple(sorted(skin.findings.items()))
    return _stack(skin.site, skin.age_years, skin.sex, skin.phototype, findings)


def papillary_share(stack: TissueStack) -> float:
    """Share of the dermis' thickness that is papillary."""
    papillary, reticular = stack.thickness_um[2:4]
    return papillary / (papillary + reticular)


def dermis_um(stack: TissueStack) -> float:
    """Thickness of the dermis, µm."""
    return stack.thickness_um[2] + stack.thickness_um[3]


@remembered(512)
def _stack(
    site: str,
    age_years: float | None,
    sex: str,
    phototype: str,
    findings: tuple[tuple[str, float], ...],
) -> TissueStack:
    return tissue_stack(site, age_years, sex, phototype, dict(findings))
