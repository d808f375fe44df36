"""Fractional lasers: a micro-thermal zone from energy, spot and pulse, and fields of them."""
