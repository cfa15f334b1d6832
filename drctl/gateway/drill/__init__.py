"""A real gateway exercised: stand-ins for providers, faults, load, and what came of it."""
