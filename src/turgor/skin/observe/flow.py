"""Blood flow of the papillary dermis: hyperaemia, and a fall where tissue was rebuilt.

Flow is not the number of vessels: it fell months after needling, while vessels hadn't. Why isn't
known; here new collagen and replaced tissue lower it.
"""

from turgor.record.tissue import TissueStack
from turgor.skin.observe.collagen import amount
from turgor.skin.process import Terms
from turgor.skin.term import Term, exp


def blood_flow(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Flow against rest."""
    rebuilt = amount("papillary", state, p) - 1.0 + state["replaced_volume"]
    return (1.0 + state["hyperaemia"]) * exp(-p["observe.flow_fall"] * rebuilt)
