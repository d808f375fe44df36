"""Free shares and pH against charge balance solved another way, and against published pHs."""

import math

import pytest
from scipy.optimize import brentq

from turgor.skin.stimulus.acid.agents import Dissolved, dissolved, solutes
from turgor.skin.stimulus.acid.charge_balance import (
    base_added_mol_l,
    free_share,
    log_activity,
    own_ph,
    salt_mol_l,
)


def acid(mol_l, pka):
    return Dissolved("glycolic", mol_l, pka, 76.05, -1.1, math.inf)


def balanced_ph(acids, base_mol_l):
    """pH of acids with some strong base, by its own balance: base + H = sum of anions + OH."""

    def gap(ph):
        ionic = base_mol_l
        for _ in range(60):  # ionic strength: the anions' own
            gamma = 10.0 ** log_activity(ionic)
            hydrogen = 10.0**-ph / gamma
            anions = sum(
                a.mol_l * (10.0**-a.pka / gamma**2) / (10.0**-a.pka / gamma**2 + hydrogen)
                for a in acids
            )
            ionic = anions
        return base_mol_l + hydrogen - anions - 1e-14 / (10.0**-ph * gamma)

    return brentq(gap, -2.0, 12.0, xtol=1e-12)


@pytest.mark.parametrize("base", [0.05, 0.2, 0.35])
def test_a_buffer_has_the_base_that_was_put_in(base):
    mixed = [acid(0.5, 3.83)]
    ph = balanced_ph(mixed, base)
    assert base_added_mol_l(mixed, ph) == pytest.approx(base, rel=1e-6)
    assert 1.0 - salt_mol_l(mixed, ph) / 0.5 == pytest.approx(
        free_share(3.83, ph, salt_mol_l(mixed, ph)), rel=1e-9
    )


def test_two_acids_share_one_ph():
    mixed = [acid(0.3, 3.86), acid(0.2, 2.97)]
    ph = balanced_ph(mixed, 0.1)
    assert base_added_mol_l(mixed, ph) == pytest.approx(0.1, rel=1e-6)


@pytest.mark.parametrize(("mol_l", "pka"), [(0.01, 3.83), (0.5, 3.83), (1.0, 2.97), (0.5, 0.66)])
def test_acids_alone(mol_l, pka):
    from turgor.evidence import parameter

    alone = [acid(mol_l, pka)]
    wanted = balanced_ph(alone, 0.0) - parameter("peel.concentrated_ph") * mol_l**2
    assert own_ph(alone) == pytest.approx(wanted, abs=1e-6)


def test_henderson_and_hasselbalch_where_ions_are_few():
    assert free_share(3.83, 3.83) == pytest.approx(0.5)
    assert free_share(3.83, 2.83) == pytest.approx(10.0 / 11.0)
    assert free_share(3.83, 3.8) / free_share(3.83, 2.0) == pytest.approx(1 / 1.9, rel=0.02)


@pytest.mark.parametrize(
    ("percent", "published", "within"),
    [
        (4.0, 2.0, 0.1),  # glycolic-flow-cell, at its native pH
        (20.0, 1.9, 0.4),  # the same; an ideal solution has 1.7
        (70.0, 0.6, 0.2),  # glycolic-own-ph; Becker 1996 found down to 0.08
    ],
)
def test_published_phs_of_glycolic_acid(percent, published, within):
    assert own_ph(solutes("glycolic", percent)) == pytest.approx(published, abs=within)


def test_jessners_solution_is_three_acids():
    names = [part.name for part in solutes("jessner", 14.0)]
    assert names == ["lactic", "salicylic", "resorcinol"]
    assert dissolved("salicylic", 30.0).effective_mol_l == pytest.approx(2.2 / 138.12, rel=1e-6)
