"""Simulated years: how downtime is spread over them, which no exact answer here tells."""
