"""The table of commands, in the order of `drctl --help`.

Help and completion read this table and import no command. To add one: a line here, and
the module with a function `command` and a tuple `EXAMPLES` of two command lines. A name may have
two words; commands with one first word are a group. The first line of the function's docstring
is the line in this table.
"""

from dataclasses import dataclass

GROUPS = ("model", "ask", "audit", "write", "on call", "gateway")

# At the end of `drctl --help`.
EXAMPLES = ("drctl audit", "drctl why chat-api cloudflare-edge")


@dataclass(frozen=True, slots=True)
class Entry:
    """One command: where it lives, and what is said of it without importing it."""

    group: str
    name: str
    module: str
    help: str


COMMANDS = (
    Entry("model", "init", "drctl.cli.init", "Write a small commented workspace to start from."),
    Entry("model", "check", "drctl.cli.check", "Load and validate the model."),
    Entry("model", "schema", "drctl.cli.schema", "Print the JSON Schema of the model language."),
    Entry("model", "config", "drctl.cli.config", "Show every setting in force, and whence."),
    Entry("model", "import", "drctl.cli.import_", "Turn other tools' files into a model."),
    Entry("model", "drift", "drctl.cli.drift", "Compare what other tools show with the model."),
    Entry(
        "model",
        "provider",
        "drctl.cli.provider",
        "List known providers, or add one to the model.",
    ),
    Entry("ask", "show", "drctl.cli.show", "Show all that is known of a component, or list all."),
    Entry("ask", "why", "drctl.cli.why", "Explain how a component takes a service down."),
    Entry(
        "ask",
        "risks",
        "drctl.cli.risks",
        "Show which failures take services down, and how likely.",
    ),
    Entry("ask", "recovery", "drctl.cli.recovery", "Show how long services stay down."),
    Entry("ask", "simulate", "drctl.cli.simulate", "Show who is hit when components fail."),
    Entry("ask", "improve", "drctl.cli.improve", "Find the cheapest changes that reach a goal."),
    Entry(
        "ask", "search", "drctl.cli.search", "Find runbooks, components, notes, rules and teams."
    ),
    Entry("audit", "audit", "drctl.cli.audit", "Find the risks in the model."),
    Entry("audit", "test", "drctl.cli.test", "Hold the model to what its scenarios expect."),
    Entry("audit", "rules", "drctl.cli.rules", "List the audit rules."),
    Entry("audit", "explain", "drctl.cli.explain", "Show the page of one audit rule."),
    Entry(
        "write", "build", "drctl.cli.build", "Write the runbooks, diagrams and site, and the PDF."
    ),
    Entry("write", "diagram", "drctl.cli.diagram", "Draw one bounded picture."),
    Entry(
        "write",
        "serve",
        "drctl.cli.serve",
        "Serve the site on this machine, and load it again on changes.",
    ),
    Entry("write", "export", "drctl.cli.export", "Write the model as another tool's file."),
    Entry(
        "on call",
        "status",
        "drctl.cli.status",
        "Ask status pages and probes whether it is them or us.",
    ),
    Entry("on call", "follow", "drctl.cli.follow", "Walk a runbook, step by step, with a log."),
    Entry("on call", "drill", "drctl.cli.drill", "Plan, run, record and list drills."),
    Entry(
        "gateway",
        "gateway emit",
        "drctl.cli.gateway_emit",
        "Write the model's failover between providers for a gateway.",
    ),
    Entry(
        "gateway",
        "gateway check",
        "drctl.cli.gateway_check",
        "Hold a gateway's configuration against the model.",
    ),
    Entry(
        "gateway",
        "gateway drill",
        "drctl.cli.gateway_drill",
        "Exercise the failover of a real gateway, fault by fault.",
    ),
    Entry(
        "gateway",
        "gateway run",
        "drctl.cli.gateway_run",
        "Run a gateway with the model's failover, in the foreground.",
    ),
)
