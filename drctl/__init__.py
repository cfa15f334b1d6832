"""drctl: what takes your services down, and what to do then."""

__version__ = "0.1.0"
