"""Skin, literature or both: which forecast is shown for which class, and how wide its band is."""
