"""Heat in tissue: conduction, perfusion, boiling and ablation, and the damage that it does."""
