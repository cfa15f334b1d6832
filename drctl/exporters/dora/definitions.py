"""What the options mean that drctl works out itself: template B_99.01."""

from drctl.exporters.dora import options
from drctl.exporters.dora.options import Options

DEFINED: dict[str, Options] = {
    "B_02.01.0020": options.ARRANGEMENT,
    "B_02.02.0170": options.LEVEL,
    "B_06.01.0100": options.LEVEL,
    "B_07.01.0050": options.SUBSTITUTABILITY,
    "B_07.01.0090": options.REINTEGRATION,
    "B_07.01.0100": options.LEVEL,
}
"""The columns whose options the template defines, in its order."""

OURS: dict[tuple[str, str], str] = {
    ("B_07.01.0050", "Not substitutable"): (
        "A use of the service would stay unmet without it, and no candidate is named that could "
        "be added."
    ),
    ("B_07.01.0050", "Highly complex substitutability"): (
        "A use would stay unmet without it, but a candidate is named for each such use; or the "
        "last drill of what would stand in failed or took longer than promised."
    ),
    ("B_07.01.0050", "Medium complexity in terms of substitutability"): (
        "Each use would be met by something else, but somewhere only by hand, in a degraded way, "
        "or by what no drill has proven."
    ),
    ("B_07.01.0050", "Easily substitutable"): (
        "Each use would be met by something else that is reached by itself and either runs all "
        "the time or passed its last drill."
    ),
}
"""By column and option the rule by which drctl chooses it."""
