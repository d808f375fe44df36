"""Following the virtual skin through a course: batched in JAX, one at a time by SciPy."""
