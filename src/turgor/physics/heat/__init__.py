"""Heat in layered skin: pulses, cooling, boiling, ablation and thermal damage."""
