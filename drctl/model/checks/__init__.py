"""What a model must hold beyond its shape, one kind of error per file.

Each check takes a `Draft` and yields every error it finds.
"""

from drctl.model.checks import cycles, estate, names, options, placement, units, wants

ALL = (
    names.check,
    estate.check,
    options.check,
    placement.check,
    cycles.check,
    units.check,
    wants.check,
)
