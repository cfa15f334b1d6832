"""The audit's rules: what each looks for, why, and what it found here."""

from drctl.render.site.frame import Frame, Pages
from drctl.rules import ALL


def pages(frame: Frame) -> Pages:
    """The list, then a page for each."""
    report = frame.sources.report
    found = {rule.name: [f for f in report.findings if f.rule == rule.name] for rule in ALL}
    accepted = {
        rule.name: sum(a.finding.rule == rule.name for a in report.accepted) for rule in ALL
    }
    policy = frame.sources.model.policy.rules
    off = {name: setting.disabled for name, setting in policy.items() if setting.disabled}
    rows = [(rule, len(found[rule.name]), accepted[rule.name], off.get(rule.name)) for rule in ALL]
    yield "rules.html", frame.page("rules.html", "rules.html", "Rules", rows=rows)
    for rule in ALL:
        path = f"rules/{rule.name}.html"
        yield (
            path,
            frame.page(
                path,
                "rule.html",
                rule.name,
                (("rules.html", "Rules"),),
                rule=rule,
                body=frame.links(path).markdown(rule.page, path).body,
                findings=found[rule.name],
                accepted=accepted[rule.name],
                off=off.get(rule.name),
            ),
        )
