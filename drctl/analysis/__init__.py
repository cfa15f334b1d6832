"""Questions that a fault graph answers, one per file: pure functions with frozen answers."""
