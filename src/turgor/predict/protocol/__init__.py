"""From a published study's arm to the course that its skin is followed under."""
