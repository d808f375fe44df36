"""Photographs of skin from planted chromophores: plan, light, camera, chart, pose, truth."""
