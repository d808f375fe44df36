"""Thickness of the layers of skin by site, age and sex, from published norms."""

from dataclasses import dataclass

from turgor.evidence import find_parameter, parameter
from turgor.physics.tissue.site import TissueSite

#: ages between which skin is taken to change; a study of the very old or of children is not seen
YOUNGEST, OLDEST = 20.0, 90.0
#: no layer is thinner than this share of the skin, however the draws fall together
_LEAST_DERMIS_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class LayerThickness:
    """Thickness of each layer, µm; dermis is papillary and reticular together."""

    corneum: float
    epidermis: float
    dermis: float
    subcutis: float
    entry_echo: float


def layer_thickness(site: TissueSite, age_years: float | None, sex: str) -> LayerThickness:
    """What the norms say of a site at this age for this sex, under the present draw.

    age_years : None = the mean age of the norms. sex : 'women', 'men' or '' = the mean of both.

    The dermis is the full thickness less corneum and epidermis: the entry echo of ultrasound, about
    three times the epidermis, is not taken for it.
    """
    corneum = parameter(f"tissue.corneum.{site.corneum}") * _nearest(site, "stratum-corneum")
    epidermis = parameter(f"tissue.epidermis.{site.epidermis}") * _nearest(site, "epidermis")
    entry_echo, skin = _full_skin(site, sex)
    dermis = max(skin - corneum - epidermis, _LEAST_DERMIS_SHARE * skin)
    dermis *= _nearest(site, "dermis")
    dermis *= _ageing(f"tissue.dermis_change_per_decade.{site.ageing}", age_years)
    epidermis *= _ageing("tissue.epidermis_change_per_decade", age_years)
    subcutis = parameter(f"tissue.subcutis.{site.subcutis}")
    return LayerThickness(corneum, epidermis, dermis, subcutis, entry_echo)


def papillary_share() -> float:
    """Share of the dermis that is papillary, under the present draw."""
    return parameter("tissue.papillary_share")


def _full_skin(site: TissueSite, sex: str) -> tuple[float, float]:
    """Entry echo and full thickness, µm, at the norms' mean age."""
    place = site.skin.removeprefix("face:")
    if place != site.skin:
        echoes, skins = [], []
        for each in (sex,) if sex else ("women", "men"):
            # not drawn: one of its printed spreads is a misprint, and the dermis' own is far wider
            echo = find_parameter(f"ultrasound.entry_echo_thickness.{place}.{each}").value
            echoes.append(echo)
            skins.append(echo + parameter(f"ultrasound.dermis_thickness.{place}.{each}"))
        scale = parameter("tissue.face_method_scale")
        return sum(echoes) / len(echoes), scale * sum(skins) / len(skins)
    skin = parameter(f"tissue.skin.{place}")
    ratio = parameter("tissue.skin_men_over_women")
    skin *= {"men": ratio**0.5, "women": ratio**-0.5}.get(sex, 1.0)
    return parameter("tissue.entry_echo.body"), skin


def _ageing(name: str, age_years: float | None) -> float:
    """Thickness at an age over that at the norms' mean age; the change is linear from 20 years."""
    if age_years is None:
        return 1.0
    change = parameter(name) / 10.0
    age = min(max(age_years, YOUNGEST), OLDEST)
    norm = parameter("tissue.norm_age_years")
    return (1.0 + change * (age - YOUNGEST)) / (1.0 + change * (norm - YOUNGEST))


def _nearest(site: TissueSite, layer: str) -> float:
    """A factor with a wide spread on a layer that another site stands for; 1 outside a draw."""
    return parameter("tissue.nearest_site_factor") if layer in site.nearest else 1.0
