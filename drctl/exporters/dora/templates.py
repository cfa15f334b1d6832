"""The templates that are written: their codes and words, as the regulation has them.

Codes, names and conditions are those of Annex I of Commission Implementing Regulation (EU)
2024/2956 as corrected by OJ L, 2025/90725 (docs/dora.md says where each was read). The corrigendum
renumbered B_06.01 and B_07.01's last list; older tools still carry the codes of 2024.
"""

from dataclasses import dataclass

_CRITICAL = "Mandatory if the ICT service is supporting a critical or important function"
_PARENT = (
    "Mandatory if the ICT third-party service provider is not the ultimate parent undertaking"
)
_RANKED = "Mandatory Not applicable for rank 1"
_REFERENCE = "Contractual arrangement reference number"
_PROVIDER = "Identification code of the ICT third-party service provider"
_CODE_TYPE = "Type of code to identify the ICT third-party service provider"
_SERVICE = "Type of ICT services"
MANDATORY = "Mandatory"
OPTIONAL = "Optional"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its four digits, its name, and when it has to be filled in."""

    number: str
    name: str
    fill_in: str = MANDATORY


@dataclass(frozen=True, slots=True)
class Template:
    """A table of the register."""

    code: str
    title: str
    columns: tuple[Column, ...]

    def code_of(self, column: Column) -> str:
        """A column's whole code, as `B_05.01.0010`."""
        return f"{self.code}.{column.number}"


def _template(code: str, title: str, *columns: tuple[str, ...]) -> Template:
    return Template(code, title, tuple(Column(*column) for column in columns))


TEMPLATES: tuple[Template, ...] = (
    _template(
        "B_01.01",
        "Entity maintaining the register of information",
        ("0010", "LEI of the financial entity maintaining the register of information"),
        ("0020", "Name of the financial entity"),
        ("0030", "Country of the financial entity"),
        ("0040", "Type of financial entity"),
        ("0050", "Competent authority", "Mandatory in case of reporting"),
        ("0060", "Date of the reporting", "Mandatory in case of reporting"),
    ),
    _template(
        "B_01.02",
        "List of entities within the scope of consolidation",
        ("0010", "LEI of the financial entity"),
        ("0020", "Name of the financial entity"),
        ("0030", "Country of the financial entity"),
        ("0040", "Type of financial entity"),
        ("0050", "Hierarchy of the financial entity within the group (where applicable)"),
        ("0060", "LEI of the direct parent undertaking of the financial entity"),
        ("0070", "Date of last update"),
        ("0080", "Date of integration in the register of information"),
        ("0090", "Date of deletion in the register of information"),
        ("0100", "Currency", "Mandatory only if B_01.02.0110 is reported"),
        (
            "0110",
            "Value of total assets of the financial entity",
            "Mandatory if the entity is a financial entity",
        ),
    ),
    _template(
        "B_02.01",
        "Contractual arrangements – general information",
        ("0010", _REFERENCE),
        ("0020", "Type of contractual arrangement"),
        ("0030", "Overarching contractual arrangement reference number"),
        ("0040", "Currency of the amount reported in B_02.01.0050"),
        (
            "0050",
            "Annual expense or estimated cost of the contractual arrangement for the past year",
        ),
    ),
    _template(
        "B_02.02",
        "Contractual arrangements – specific information",
        ("0010", _REFERENCE),
        ("0020", "LEI of the financial entity making use of the ICT service(s)"),
        ("0030", _PROVIDER),
        ("0040", _CODE_TYPE),
        ("0050", "Function identifier"),
        ("0060", _SERVICE),
        ("0070", "Start date of the contractual arrangement"),
        ("0080", "End date of the contractual arrangement"),
        (
            "0090",
            "Reason of the termination or ending of the contractual arrangement",
            "Mandatory if the contractual arrangement is terminated",
        ),
        (
            "0100",
            "Notice period for the financial entity making use of the ICT service(s)",
            _CRITICAL,
        ),
        ("0110", "Notice period for the ICT third-party service provider", _CRITICAL),
        ("0120", "Country of the governing law of the contractual arrangement", _CRITICAL),
        ("0130", "Country of provision of the ICT services", _CRITICAL),
        ("0140", "Storage of data", _CRITICAL),
        (
            "0150",
            "Location of the data at rest (storage)",
            "Mandatory if ’Yes’ is reported in B_02.02.0140",
        ),
        (
            "0160",
            "Location of management of the data (processing)",
            "Mandatory if the ICT service is based on or foresees data processing",
        ),
        (
            "0170",
            "Sensitiveness of the data stored by the ICT third-party service provider",
            "Mandatory if the ICT third-party service provider stores data and if the ICT service "
            "is supporting a critical or important function or material part thereof",
        ),
        (
            "0180",
            "Level of reliance on the ICT service supporting the critical or important function.",
            f"{_CRITICAL} or material part thereof",
        ),
    ),
    _template(
        "B_03.01",
        "Entities signing the contractual arrangements for receiving ICT service(s) or on behalf "
        "of the entities making use of the ICT service(s)",
        ("0010", _REFERENCE),
        ("0020", "LEI of the entity signing the contractual arrangement"),
    ),
    _template(
        "B_03.02",
        "ICT third-party service providers signing the contractual arrangements for providing ICT "
        "service(s)",
        ("0010", _REFERENCE),
        ("0020", "Identification code of ICT third-party service provider"),
        ("0030", _CODE_TYPE),
    ),
    _template(
        "B_04.01",
        "Entities making use of the ICT services",
        ("0010", _REFERENCE),
        ("0020", "LEI of the financial entity making use of the ICT service(s)"),
        ("0030", "Nature of the financial entity making use of the ICT service(s)"),
        (
            "0040",
            "Identification code of the branch",
            "Mandatory if the financial entity making use of the ICT service(s) is a branch of a "
            "financial entity (B_04.01.0030)",
        ),
    ),
    _template(
        "B_05.01",
        "ICT third-party service providers",
        ("0010", "Identification code of ICT third-party service provider"),
        ("0020", _CODE_TYPE),
        ("0030", "Additional identification code of ICT third-party service provider", OPTIONAL),
        (
            "0040",
            "Type of additional identification code to identify the ICT third-party service "
            "provider",
            "Mandatory, if B_05.01.0030 is reported",
        ),
        ("0050", "Legal name of the ICT third-party service provider"),
        ("0060", "Name of the ICT third-party service provider in Latin alphabet"),
        ("0070", "Type of person of the ICT third-party service provider"),
        ("0080", "Country of the ICT third-party service provider’s headquarters"),
        (
            "0090",
            "Currency of the amount reported in B_05.01.0100",
            "Mandatory if B_05.01.0100 is reported",
        ),
        (
            "0100",
            "Total annual expense or estimated cost of the ICT third-party service provider",
            "Mandatory if the ICT third-party service provider is a direct ICT third-party "
            "service provider",
        ),
        (
            "0110",
            "Identification code of the ICT third-party service provider’s ultimate parent "
            "undertaking",
            _PARENT,
        ),
        (
            "0120",
            "Type of code to identify the ICT third-party service provider’s ultimate parent "
            "undertaking",
            _PARENT,
        ),
    ),
    _template(
        "B_05.02",
        "ICT service supply chain",
        ("0010", _REFERENCE),
        ("0020", _SERVICE),
        ("0030", _PROVIDER),
        ("0040", _CODE_TYPE),
        ("0050", "Rank"),
        ("0060", "Identification code of the recipient of sub-contracted ICT services", _RANKED),
        (
            "0070",
            "Type of code to identify the recipient of sub-contracted ICT services",
            _RANKED,
        ),
    ),
    _template(
        "B_06.01",
        "Functions identification",
        ("0010", "Function Identifier"),
        ("0020", "Licenced activity"),
        ("0030", "Function name"),
        ("0040", "LEI of the financial entity"),
        ("0050", "Criticality or importance assessment"),
        ("0060", "Reasons for criticality or importance", OPTIONAL),
        ("0070", "Date of the last assessment of criticality or importance"),
        ("0080", "Recovery time objective of the function"),
        ("0090", "Recovery point objective of the function"),
        ("0100", "Impact of discontinuing the function"),
    ),
    _template(
        "B_07.01",
        "Assessments of the ICT services",
        ("0010", _REFERENCE),
        ("0020", _PROVIDER),
        ("0030", _CODE_TYPE),
        ("0040", _SERVICE),
        ("0050", "Substitutability of the ICT third-party service provider"),
        (
            "0060",
            "Reason where the ICT third-party service provider is considered not substitutable or "
            "difficult to be substitutable",
            "Mandatory in case “not substitutable” or “highly complex substitutability” is "
            "selected",
        ),
        ("0070", "Date of the last audit on the ICT third-party service provider"),
        ("0080", "Existence of an exit plan"),
        ("0090", "Possibility of reintegration of the contracted ICT service"),
        ("0100", "Impact of discontinuing the ICT services"),
        ("0110", "Are there alternative ICT third-party service providers identified?"),
        ("0120", "Identification of alternative ICT TPP", OPTIONAL),
    ),
    _template(
        "B_99.01",
        "Definitions from entities making use of the ICT Services",
        ("C0010", "Column Code", ""),
        ("C0020", "Column Name", ""),
        ("C0030", "Option", ""),
        ("C0040", "Description/Internal definition of the option", ""),
    ),
)

BY_CODE = {template.code: template for template in TEMPLATES}


def column_name(code: str) -> str:
    """The name of a column, by its whole code."""
    template, _, number = code.rpartition(".")
    return next(column.name for column in BY_CODE[template].columns if column.number == number)


NOT_COVERED: tuple[tuple[str, str, str], ...] = (
    ("B_01.03", "List of branches", "a model speaks of one entity, without branches"),
    (
        "B_02.03",
        "List of intra-group contractual arrangements",
        "a model knows no group: what others run is of third parties, what we run is our own",
    ),
    (
        "B_03.03",
        "Entities signing the contractual arrangements for providing ICT service(s) to other "
        "entities within the scope of consolidation",
        "the same",
    ),
)
