"""A model held against what other tools and the catalogue say: differences, and what is new."""
