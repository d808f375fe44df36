"""How much of an acid is free at a pH, and which pH acids have that nobody neutralised."""

import math
from collections.abc import Sequence

from turgor.evidence import parameter
from turgor.skin.stimulus.acid.agents import Dissolved

#: of Davies' equation for water at 25 °C
_DAVIES_A = 0.509
#: ionic strength to which Davies' equation holds, mol/l
_DAVIES_TO = 0.5
_WATER = 1e-14
#: bisections of the pH: from 20 decades to 1e-9
_HALVINGS = 35
_LOWEST_PH, _HIGHEST_PH = -3.0, 14.0
#: pKa above which something is no acid that a film could be mostly made of (phenols)
_ACID_TO = 7.0


def log_activity(ionic_mol_l: float) -> float:
    """log10 of the activity coefficient of a singly charged ion, after Davies."""
    strength = min(max(ionic_mol_l, 0.0), _DAVIES_TO)
    root = math.sqrt(strength)
    return -_DAVIES_A * (root / (1.0 + root) - 0.3 * strength)


def free_share(pka: float, ph: float, ionic_mol_l: float = 0.0) -> float:
    """Undissociated share of an acid, 0 to 1 (Henderson-Hasselbalch, ions by activity)."""
    exponent = ph - pka - log_activity(ionic_mol_l)
    return float(1.0 / (1.0 + 10.0 ** min(exponent, 300.0)))


def salt_mol_l(acids: Sequence[Dissolved], ph: float) -> float:
    """Anions of all acids at a pH, mol/l, the ionic strength being their own."""
    ionic = 0.0
    for _ in range(20):
        salt = sum(a.effective_mol_l * (1.0 - free_share(a.pka, ph, ionic)) for a in acids)
        if abs(salt - ionic) < 1e-12:
            break
        ionic = salt
    return salt


def own_ph(acids: Sequence[Dissolved]) -> float:
    """pH of the acids in water that nothing was added to.

    Hydrogen ions balance anions. In a film that is mostly acid the little water left makes them
    more active than that says: ``peel.concentrated_ph`` per (mol/l)².
    """
    low, high = _LOWEST_PH, _HIGHEST_PH
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if _excess(acids, middle) > 0.0:
            low = middle
        else:
            high = middle
    total = sum(a.effective_mol_l for a in acids if a.pka < _ACID_TO)
    return 0.5 * (low + high) - parameter("peel.concentrated_ph") * total * total


def base_added_mol_l(acids: Sequence[Dissolved], ph: float) -> float:
    """Strong base that a solution of this pH holds, mol/l; below 0 where it holds a strong acid."""
    return -_excess(acids, ph)


def _excess(acids: Sequence[Dissolved], ph: float) -> float:
    """Hydrogen ions less anions, mol/l."""
    salt = salt_mol_l(acids, ph)
    active = 10.0 ** log_activity(salt)
    hydrogen = 10.0**-ph / active
    return float(hydrogen - salt - _WATER / (10.0**-ph * active))
