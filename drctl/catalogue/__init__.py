"""Known providers, as sourced and dated data: one TOML file each in `providers/`."""

from drctl.catalogue.hosts import vendor
from drctl.catalogue.known import Availability, Known, Shared, known, names

__all__ = ["Availability", "Known", "Shared", "known", "names", "vendor"]
