"""Findings about a configuration: what is wrong where, and how bad each kind is."""

from collections.abc import Collection

from drctl.finding import Category, Finding, Place, Severity
from drctl.gateway.document import Node, Text
from drctl.model.errors import did_you_mean

RULES: dict[str, tuple[Severity, Category]] = {
    "wrong-value": (Severity.HIGH, "misconfiguration"),
    "missing-key": (Severity.HIGH, "misconfiguration"),
    "unknown-key": (Severity.HIGH, "misconfiguration"),
    "unknown-provider": (Severity.HIGH, "misconfiguration"),
    "unknown-target": (Severity.HIGH, "misconfiguration"),
    "unset-variable": (Severity.HIGH, "misconfiguration"),
    "key-in-file": (Severity.HIGH, "misconfiguration"),
    "missing-target": (Severity.HIGH, "misconfiguration"),
    "wrong-order": (Severity.HIGH, "misconfiguration"),
    "unknown-component": (Severity.MEDIUM, "misconfiguration"),
    "unknown-group": (Severity.MEDIUM, "misconfiguration"),
    "extra-target": (Severity.MEDIUM, "misconfiguration"),
    "no-breaker": (Severity.HIGH, "latency"),
    "time-budget": (Severity.HIGH, "latency"),
    "chain-cut": (Severity.HIGH, "misconfiguration"),
    "no-health-check": (Severity.MEDIUM, "latency"),
    "capability-mismatch": (Severity.HIGH, "misconfiguration"),
    "embedding-mismatch": (Severity.CRITICAL, "misconfiguration"),
    "residency-violation": (Severity.CRITICAL, "misconfiguration"),
    "shared-fate": (Severity.HIGH, "shared-fate"),
    "gateway-single-point": (Severity.HIGH, "spof"),
    "too-little-left": (Severity.HIGH, "load"),
}
"""What a check may find, with how bad it is and its category."""


class Wrong:
    """Collects what is wrong with one file."""

    def __init__(self, text: Text) -> None:
        """Collect findings about a file."""
        self.text = text
        self.findings: list[Finding] = []

    def __call__(
        self,
        rule: str,
        told: str,
        node: Node,
        *,
        hint: str = "",
        key: bool = False,
        about: str = "",
        related: Collection[Place] = (),
        severity: Severity | None = None,
    ) -> None:
        """Add a finding.

        Args:
            rule: one of `RULES`.
            told: one sentence.
            node: where it is.
            hint: what to do.
            key: whether the key before the node is meant, not its value.
            about: the need or component of the model that it is about.
            related: other places, such as the model's.
            severity: where it is not as bad as others of its kind.
        """
        usual, category = RULES[rule]
        places = (node.place(self.text, key=key), *related)
        self.findings.append(
            Finding(rule, severity or usual, told, places, category, about, hint=hint)
        )

    def unknown(
        self, node: Node, known: frozenset[str], where: str, *, severity: Severity
    ) -> None:
        """Tell of keys that are not known, which the gateway drops without a word."""
        for key, value in node.entries.items():
            if key not in known:
                told = f'"{key}" is no key of {where}, and is ignored'
                hint = did_you_mean(key, known)
                self("unknown-key", told, value, hint=hint, key=True, severity=severity)

    def unknown_word(self, word: str, known: frozenset[str], told: str, node: Node) -> None:
        """Tell of a provider that is not known."""
        self("unknown-provider", told, node, hint=did_you_mean(word, known))
