"""The regulation's closed lists: an option is written by its words or its number.

Options that are whole sentences stand here with the words that they begin with, and their number
where those are not enough to tell them apart.
"""

from dataclasses import dataclass

YES, NO, NOT_ASSESSED = "Yes", "No", "Assessment not performed"


@dataclass(frozen=True, slots=True)
class Options:
    """A closed list, in the regulation's order: the first is number 1."""

    words: tuple[str, ...]

    def option(self, value: object) -> str | None:
        """What a value means: the option's words; None when it is none of them."""
        if isinstance(value, bool):
            value = YES if value else NO
        if isinstance(value, int):
            return self.words[value - 1] if 1 <= value <= len(self.words) else None
        if not isinstance(value, str):
            return None
        wanted = " ".join(value.split()).casefold()
        return next((w for w in self.words if w.casefold() == wanted), None)


ENTITY = Options(
    (
        "credit institutions",
        "payment institutions",
        "account information service providers",
        "electronic money institutions",
        "investment firms",
        "crypto-asset service providers",
        "issuers of asset-referenced tokens",
        "central securities depositories",
        "central counterparties",
        "trading venues",
        "trade repositories",
        "managers of alternative investment funds",
        "management companies",
        "data reporting service providers",
        "insurance and reinsurance undertakings",
        "insurance intermediaries, reinsurance intermediaries and ancillary insurance "
        "intermediaries",
        "institutions for occupational retirement provision",
        "credit rating agencies",
        "administrators of critical benchmarks",
        "crowdfunding service providers",
        "securitisation repositories",
        "other financial entity",
    )
)
HIERARCHY = Options(
    (
        "The financial entity is the ultimate parent undertaking in the consolidation",
        "The financial entity is the parent undertaking of a sub-consolidated part in the "
        "consolidation",
        "The financial entity is a subsidiary in the consolidation",
        "The financial entity is not part of a group",
        "The financial entity is a service provider",
    )
)
ARRANGEMENT = Options(
    (
        "standalone arrangement",
        "overarching / master contractual arrangement",
        "subsequent or associated arrangement",
    )
)
ENDED = Options(
    (
        "1. Termination not for cause",
        "2. Termination for cause",
        "3. Termination for cause",
        "4. Termination for cause",
        "5. Termination following a request by a competent authority",
        "6. Other",
    )
)
YES_NO = Options((YES, NO))
ASSESSED = Options((YES, NO, NOT_ASSESSED))
LEVEL = Options(("Low", "Medium", "High"))
IMPACT = Options(("Low", "Medium", "High", NOT_ASSESSED))
RELIANCE = Options(("Not significant", "Low reliance", "Material reliance", "Full reliance"))
NATURE = Options(
    (
        "The financial entity making use of the ICT service(s) is a branch of a financial entity",
        "The financial entity making use of the ICT service(s) is not a branch",
    )
)
PERSON = Options(
    (
        "Legal person, excluding individuals acting in business capacity",
        "Individual acting in a business capacity",
    )
)
CODE = Options(("LEI", "EUID", "CRN", "VAT", "PNR", "NIN"))
SUBSTITUTABILITY = Options(
    (
        "Not substitutable",
        "Highly complex substitutability",
        "Medium complexity in terms of substitutability",
        "Easily substitutable",
    )
)
REASON = Options(
    (
        "1. The lack of real alternatives",
        "2. Difficulties in relation to a partial or full migration",
        "3. Both reasons referred to in points 1 and 2",
    )
)
REINTEGRATION = Options(("Easy", "Difficult", "Highly complex"))
SERVICES = Options(tuple(f"S{number:02}" for number in range(1, 20)))
