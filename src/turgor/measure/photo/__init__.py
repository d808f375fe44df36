"""Photographs of skin: chart, correction, maps, the same skin again, zones and spots."""
