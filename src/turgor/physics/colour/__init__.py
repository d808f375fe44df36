"""From a reflectance spectrum to colour: observers, illuminants, tristimulus values, CIELAB."""
