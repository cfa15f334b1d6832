"""What the rules find, what of it counts, and what a change does to it (`drctl audit`)."""
