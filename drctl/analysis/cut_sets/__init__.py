"""Minimal cut sets, exact probabilities and importance of one component.

`unfold` takes its fault tree out of a net; `simplify` and `split` make it small; `solve` builds
the diagrams, one per module; `count`, `best`, `probability` and `importance` read them.
"""
