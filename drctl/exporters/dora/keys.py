"""The keys that `x-dora` takes, and of what kind their values are."""

from drctl.exporters.dora import options, values
from drctl.exporters.dora.values import Kind, one_of

KEY = "x-dora"

ENTITY: dict[str, Kind] = {
    "lei": values.LEI,
    "name": values.TEXT,
    "country": values.COUNTRY,
    "type": one_of(options.ENTITY),
    "competent_authority": values.TEXT,
    "reported": values.DATE,
    "hierarchy": one_of(options.HIERARCHY),
    "parent_lei": values.LEI,
    "updated": values.DATE,
    "integrated": values.DATE,
    "deleted": values.DATE,
    "currency": values.CURRENCY,
    "total_assets": values.MONEY,
}
VENDOR: dict[str, Kind] = {
    "code": values.TEXT,
    "code_type": one_of(options.CODE),
    "other_code": values.TEXT,
    "other_code_type": one_of(options.CODE),
    "legal_name": values.TEXT,
    "latin_name": values.TEXT,
    "person": one_of(options.PERSON),
    "headquarters": values.COUNTRY,
    "currency": values.CURRENCY,
    "annual_expense": values.MONEY,
    "parent": values.TEXT,
}
CONTRACT: dict[str, Kind] = {
    "vendor": values.TEXT,
    "type": one_of(options.ARRANGEMENT),
    "overarching": values.TEXT,
    "currency": values.CURRENCY,
    "annual_expense": values.MONEY,
    "service": one_of(options.SERVICES),
    "start": values.DATE,
    "end": values.END,
    "ended": one_of(options.ENDED),
    "notice": values.NATURAL,
    "provider_notice": values.NATURAL,
    "law": values.COUNTRY,
}
PART: dict[str, Kind] = {
    "contract": values.TEXT,
    "service": one_of(options.SERVICES),
    "country": values.COUNTRY,
    "stores_data": values.FLAG,
    "storage": values.COUNTRIES,
    "processing": values.COUNTRIES,
    "sensitiveness": one_of(options.LEVEL),
    "reliance": one_of(options.RELIANCE),
    "substitutability": one_of(options.SUBSTITUTABILITY),
    "reason": one_of(options.REASON),
    "audited": values.AUDIT,
    "exit_plan": values.PLAN,
    "reintegration": one_of(options.REINTEGRATION),
    "impact": one_of(options.IMPACT),
    "alternatives": one_of(options.ASSESSED),
    "alternative": values.TEXT,
}
FUNCTION: dict[str, Kind] = {
    "id": values.FUNCTION,
    "name": values.TEXT,
    "activity": values.TEXT,
    "critical": one_of(options.ASSESSED),
    "reasons": values.BRIEF,
    "assessed": values.DATE,
    "impact": one_of(options.IMPACT),
}
TOP = ("entity", "vendors", "contracts", "critical_tiers", "impact", "definitions")
