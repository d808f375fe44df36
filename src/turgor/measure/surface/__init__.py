"""Height maps of skin: operators, ISO parameters, wrinkles as objects, the same skin again."""
