"""Light in layered tissue, photon by photon: where it is absorbed and what comes back."""
