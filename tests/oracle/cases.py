"""Small models with the states that one sentence of the language's meaning gives them.

Worked out by hand. They hold the oracle to the text, and drctl too.
"""

from dataclasses import dataclass
from io import StringIO
from typing import Any

from ruamel.yaml import YAML


@dataclass(frozen=True, slots=True)
class Case:
    """A model, what fails, and who is not up then: `after` people act, and `before` they do.

    `before` is left out where it is the same. Who isn't named is up.
    """

    name: str
    sentence: str
    text: str
    fails: str
    after: str
    before: str | None = None

    @property
    def model(self) -> dict[str, Any]:
        """The model as YAML gives it."""
        read = YAML(typ="safe", pure=True).load(StringIO(self.text))
        return {"drctl": 1, "name": "case", **read}

    def states(self, who: str) -> dict[str, str]:
        """The state of every component, from `name=state` words."""
        model = self.model
        names = [n for part in ("services", "providers", "domains") for n in model.get(part, {})]
        return dict.fromkeys(names, "up") | dict(word.split("=") for word in who.split())

    @property
    def expected(self) -> dict[bool, dict[str, str]]:
        """The states, by whether people act."""
        before = self.after if self.before is None else self.before
        return {True: self.states(self.after), False: self.states(before)}


CASES = (
    Case(
        "a hard need unmet",
        "c is down when its `in` or a hard need of it is unmet.",
        "services: {shop: {needs: {db: pg}}, pg: {}}",
        fails="pg",
        after="shop=down pg=down",
    ),
    Case(
        "a placement unmet",
        "c is down when its `in` or a hard need of it is unmet.",
        "{services: {shop: {in: zone}}, domains: {zone: {kind: zone}}}",
        fails="zone",
        after="shop=down zone=down",
    ),
    Case(
        "failure goes up only",
        "Down is the least set that holds F and is closed.",
        "services: {shop: {needs: {db: pg}}, pg: {}}",
        fails="shop",
        after="shop=down",
    ),
    Case(
        "a list needs all",
        "A requirement is met when at least k of its options are available (a list: all).",
        "services: {shop: {needs: {both: [pg, mq]}}, pg: {}, mq: {}}",
        fails="mq",
        after="shop=down mq=down",
    ),
    Case(
        "all_of needs all",
        "R is {all_of: [R…]}: all of the items are needed.",
        "services: {shop: {needs: {both: {all_of: [pg, mq]}}}, pg: {}, mq: {}}",
        fails="pg",
        after="shop=down pg=down",
    ),
    Case(
        "two members, one is enough",
        "`at_least` may be left out (1) with two options.",
        "services: {shop: {needs: {db: {any_of: [x, y]}}}, x: {}, y: {}}",
        fails="x",
        after="x=down",
    ),
    Case(
        "two of three still met",
        "k of n still met is `up`.",
        "services: {shop: {needs: {q: {any_of: [x, y, z], at_least: 2}}}, x: {}, y: {}, z: {}}",
        fails="z",
        after="z=down",
    ),
    Case(
        "two of three unmet",
        "A requirement is met when at least k of its options are available.",
        "services: {shop: {needs: {q: {any_of: [x, y, z], at_least: 2}}}, x: {}, y: {}, z: {}}",
        fails="x z",
        after="shop=down x=down z=down",
    ),
    Case(
        "a majority of four is three",
        "`at_least: majority` is more than half of the members.",
        "services: {shop: {needs: {q: {any_of: [w, x, y, z], at_least: majority}}},"
        " w: {}, x: {}, y: {}, z: {}}",
        fails="w x",
        after="shop=down w=down x=down",
    ),
    Case(
        "a majority of three is two",
        "`at_least: majority` is more than half of the members.",
        "services: {shop: {needs: {q: {any_of: [x, y, z], at_least: majority}}},"
        " x: {}, y: {}, z: {}}",
        fails="x",
        after="x=down",
    ),
    Case(
        "spread over zones",
        "in: {any_of: [us-east-1a, us-east-1b], at_least: 1} survives the loss of one zone.",
        "{services: {shop: {in: {any_of: [za, zb], at_least: 1}}}, domains: {za: {}, zb: {}}}",
        fails="za",
        after="za=down",
    ),
    Case(
        "things inside fall together",
        "Failure domain, shared fate: things inside fall together.",
        "{services: {shop: {in: zone}, pg: {in: zone}},"
        " domains: {zone: {kind: zone, in: region}, region: {kind: region}}}",
        fails="region",
        after="shop=down pg=down zone=down region=down",
    ),
    Case(
        "a manual fallback needs people",
        "Before counts only automatic options; after counts manual ones too.",
        "services: {shop: {needs: {m: {use: x, fallbacks: [{use: y, switch: manual}]}}},"
        " x: {}, y: {}}",
        fails="x",
        after="x=down",
        before="shop=down x=down",
    ),
    Case(
        "switch is manual by default",
        "`switch: manual` (nothing automatic is assumed).",
        "services: {shop: {needs: {m: {use: x, fallbacks: [y]}}}, x: {}, y: {}}",
        fails="x",
        after="x=down",
        before="shop=down x=down",
    ),
    Case(
        "an automatic fallback needs no one",
        "Before counts only automatic options.",
        "services: {shop: {needs: {m: {use: x, fallbacks: [{use: y, switch: automatic}]}}},"
        " x: {}, y: {}}",
        fails="x",
        after="x=down",
    ),
    Case(
        "down before people act goes on upward",
        "Before counts only automatic options.",
        "services: {web: {needs: {api: shop}}, shop: {needs: {m: {use: x, fallbacks: [y]}}},"
        " x: {}, y: {}}",
        fails="x",
        after="x=down",
        before="web=down shop=down x=down",
    ),
    Case(
        "switched_by carries the primary",
        "For the primary and the automatic fallbacks, `switched_by` is not down.",
        "services: {shop: {needs: {m: {use: x, switched_by: gw,"
        " fallbacks: [{use: y, switch: automatic}]}}}, x: {}, y: {}, gw: {}}",
        fails="gw",
        after="shop=down gw=down",
    ),
    Case(
        "a manual fallback goes round the gateway",
        "A manual fallback goes round `switched_by`.",
        "services: {shop: {needs: {m: {use: x, switched_by: gw, fallbacks: [y]}}},"
        " x: {}, y: {}, gw: {}}",
        fails="gw",
        after="gw=down",
        before="shop=down gw=down",
    ),
    Case(
        "switched_by carries the members",
        "For the members of `any_of`, `switched_by` is not down.",
        "services: {shop: {needs: {m: {any_of: [x, y], switched_by: gw}}}, x: {}, y: {}, gw: {}}",
        fails="gw",
        after="shop=down gw=down",
    ),
    Case(
        "switched_by is a requirement itself",
        "{use: R, fallbacks: [option…], switched_by: R}.",
        "services: {shop: {needs: {m: {any_of: [x, y], switched_by: {any_of: [g, h]}}}},"
        " x: {}, y: {}, g: {}, h: {}}",
        fails="g",
        after="g=down",
    ),
    Case(
        "an inner switched_by governs its own options",
        "The `switched_by` written on the same map carries its options.",
        "services: {shop: {needs: {m: {use: {use: x, switched_by: inner},"
        " switched_by: outer, fallbacks: [{use: y, switch: automatic}]}}},"
        " x: {}, y: {}, inner: {}, outer: {}}",
        fails="inner",
        after="inner=down",
    ),
    Case(
        "an option and what it requires",
        "An option is available when what it uses and all it `requires` are not down.",
        "services: {shop: {needs: {m: {use: x,"
        " fallbacks: [{use: y, switch: automatic, requires: [vpn]}]}}}, x: {}, y: {}, vpn: {}}",
        fails="x vpn",
        after="shop=down x=down vpn=down",
    ),
    Case(
        "keys at the top speak of the primary",
        "Option keys at the top of a need in {use: …} form speak of the primary.",
        "services: {shop: {needs: {m: {use: x, requires: vpn,"
        " fallbacks: [{use: y, switch: automatic}]}}}, x: {}, y: {}, vpn: {}}",
        fails="vpn",
        after="vpn=down",
    ),
    Case(
        "keys on an option with fallbacks speak of all of it",
        "An option in map form may carry the option keys and then reads {use: R, …}.",
        "services: {shop: {needs: {m: {use: x, fallbacks: [{use: y, requires: vpn,"
        " switch: automatic, fallbacks: [{use: z, switch: automatic}]}]}}},"
        " x: {}, y: {}, z: {}, vpn: {}}",
        fails="x vpn",
        after="shop=down x=down vpn=down",
    ),
    Case(
        "requires may have a manual way",
        "All it `requires`: a requirement like any other.",
        "services: {shop: {needs: {m: {use: x, fallbacks: [{use: y, switch: automatic,"
        " requires: {use: vpn, fallbacks: [oob]}}]}}}, x: {}, y: {}, vpn: {}, oob: {}}",
        fails="x vpn",
        after="x=down vpn=down",
        before="shop=down x=down vpn=down",
    ),
    Case(
        "an option requires what its steps require",
        "An option requires what its `procedure`'s steps require.",
        "{services: {shop: {needs: {m: {use: x, fallbacks: [{use: y, procedure: go}]}}},"
        " x: {}, y: {}, vpn: {}},"
        " procedures: {go: {steps: [{do: Look}, {do: Turn, requires: [vpn]}]}}}",
        fails="x vpn",
        after="shop=down x=down vpn=down",
    ),
    Case(
        "an option requires what its procedure requires",
        "A procedure has `requires` of its own beside those of its steps.",
        "{services: {shop: {needs: {m: {use: x, fallbacks: [{use: y, procedure: go}]}}},"
        " x: {}, y: {}, vpn: {}}, procedures: {go: {requires: vpn, steps: [{do: Look}]}}}",
        fails="x vpn",
        after="shop=down x=down vpn=down",
    ),
    Case(
        "candidates do not count",
        "`candidates` could be added; they are not there.",
        "services: {shop: {needs: {m: {use: x, candidates: [y]}}}, x: {}, y: {}}",
        fails="x",
        after="shop=down x=down",
    ),
    Case(
        "mutual needs are up together",
        "Least fixpoint, so mutual needs (A ⇄ B) are up together.",
        "services: {x: {needs: {o: y}}, y: {needs: {o: x}}, z: {}}",
        fails="z",
        after="z=down",
    ),
    Case(
        "mutual needs are down together",
        "Mutual needs (A ⇄ B) are down together.",
        "services: {x: {needs: {o: y}}, y: {needs: {o: x, p: z}}, z: {}}",
        fails="z",
        after="x=down y=down z=down",
    ),
    Case(
        "fallbacks in a ring",
        "Least fixpoint: nothing is down that no failure takes down.",
        "services: {x: {needs: {m: {use: p, fallbacks: [{use: y, switch: automatic}]}}},"
        " y: {needs: {m: {use: p, fallbacks: [{use: x, switch: automatic}]}}}, p: {}}",
        fails="p",
        after="p=down",
    ),
    Case(
        "a need at start only",
        "Needs with `at_start: only` don't count here.",
        "services: {shop: {needs: {l: {use: x, at_start: only},"
        " m: {use: x, at_start: only, optional: true}}}, x: {}}",
        fails="x",
        after="x=down",
    ),
    Case(
        "not needed at start is needed to run",
        "`at_start: only` is needed to start, not to run; `at_start: false` the reverse.",
        "services: {shop: {needs: {l: {use: x, at_start: false}}}, x: {}}",
        fails="x",
        after="shop=down x=down",
    ),
    Case(
        "a soft need unmet",
        "Impaired: a soft need is unmet; `optional: true`: degraded, not down.",
        "services: {shop: {needs: {cache: {use: redis, optional: true}}}, redis: {}}",
        fails="redis",
        after="shop=degraded redis=down",
    ),
    Case(
        "a need marked not optional is hard",
        "`optional: false` is the default.",
        "services: {shop: {needs: {cache: {use: redis, optional: false}}}, redis: {}}",
        fails="redis",
        after="shop=down redis=down",
    ),
    Case(
        "an unnoticed need",
        "`unnoticed` needs change no state.",
        "services: {shop: {needs: {t: {use: otel, optional: unnoticed}}}, otel: {}}",
        fails="otel",
        after="otel=down",
    ),
    Case(
        "a soft need met somehow",
        "A soft need met somehow impairs nothing.",
        "services: {shop: {needs: {c: {use: x, optional: true,"
        " fallbacks: [{use: y, switch: automatic, degraded: true}]}}}, x: {}, y: {}}",
        fails="x",
        after="x=down",
    ),
    Case(
        "a soft need of an impaired component",
        "A soft need met somehow impairs nothing.",
        "services: {shop: {needs: {c: {use: x, optional: true}}},"
        " x: {needs: {c: {use: y, optional: true}}}, y: {}}",
        fails="y",
        after="x=degraded y=down",
    ),
    Case(
        "a degraded fallback serves",
        "Impaired: a hard need cannot be met by options that are undegraded.",
        "services: {shop: {needs: {m: {use: x,"
        " fallbacks: [{use: y, switch: automatic, degraded: true}]}}}, x: {}, y: {}}",
        fails="x",
        after="shop=degraded x=down",
    ),
    Case(
        "an undegraded fallback after a degraded one",
        "Impaired only when no undegraded option can meet the need.",
        "services: {shop: {needs: {m: {use: x, fallbacks: [{use: y, switch: automatic,"
        " degraded: true}, {use: z, switch: automatic}]}}}, x: {}, y: {}, z: {}}",
        fails="x",
        after="x=down",
    ),
    Case(
        "people restore the full service",
        "Both are reported: before and after people act.",
        "services: {shop: {needs: {m: {use: x, fallbacks: [{use: y, switch: automatic,"
        " degraded: true}, z]}}}, x: {}, y: {}, z: {}}",
        fails="x",
        after="x=down",
        before="shop=degraded x=down",
    ),
    Case(
        "degraded goes up along hard needs",
        "Impaired: a hard need cannot be met by options whose target is not in I.",
        "services: {web: {needs: {api: shop}}, shop: {needs: {c: {use: x, optional: true}}},"
        " x: {}}",
        fails="x",
        after="web=degraded shop=degraded x=down",
    ),
    Case(
        "an unimpaired fallback",
        "Impaired: only when no option's target is outside I.",
        "services: {web: {needs: {api: {use: shop, fallbacks: [{use: y, switch: automatic}]}}},"
        " shop: {needs: {c: {use: x, optional: true}}}, x: {}, y: {}}",
        fails="x",
        after="shop=degraded x=down",
    ),
    Case(
        "requires only needs to be up",
        "What `requires` names only needs to be up.",
        "services: {shop: {needs: {m: {use: x, requires: vpn}}}, x: {},"
        " vpn: {needs: {c: {use: z, optional: true}}}, z: {}}",
        fails="z",
        after="vpn=degraded z=down",
    ),
    Case(
        "switched_by only needs to be up",
        "What `switched_by` names only needs to be up.",
        "services: {shop: {needs: {m: {any_of: [x, y], switched_by: gw}}}, x: {}, y: {},"
        " gw: {needs: {c: {use: z, optional: true}}}, z: {}}",
        fails="z",
        after="gw=degraded z=down",
    ),
    Case(
        "k of n with an impaired member",
        "k of n still met is `up`: by clean members.",
        "services: {shop: {needs: {q: {any_of: [x, y, {use: z, degraded: true}], at_least: 2}}},"
        " x: {}, y: {}, z: {}}",
        fails="x",
        after="shop=degraded x=down",
    ),
    Case(
        "degraded in the placement",
        "Impaired: `in` cannot be met by options that are undegraded.",
        "{services: {shop: {in: {use: za, fallbacks: [{use: zb, switch: automatic,"
        " degraded: true}]}}}, domains: {za: {}, zb: {}}}",
        fails="za",
        after="shop=degraded za=down",
    ),
    Case(
        "mutual needs are degraded together",
        "Impaired is the least set that holds D and is closed.",
        "services: {x: {needs: {o: y}}, y: {needs: {o: x, c: {use: z, optional: true}}}, z: {}}",
        fails="z",
        after="x=degraded y=degraded z=down",
    ),
    Case(
        "wants rules a fallback out that contradicts it",
        "`wants` rules out fallbacks that contradict it.",
        "services: {shop: {needs: {m: {use: x, wants: {tools: true},"
        " fallbacks: [{use: y, switch: automatic}]}}}, x: {}, y: {capabilities: {tools: false}}}",
        fails="x",
        after="shop=down x=down",
    ),
    Case(
        "wants rules a fallback out that does not declare it",
        "`wants` rules out fallbacks that do not declare it.",
        "services: {shop: {needs: {m: {use: x, wants: {tools: true},"
        " fallbacks: [{use: y, switch: automatic}]}}}, x: {}, y: {}}",
        fails="x",
        after="shop=down x=down",
    ),
    Case(
        "wants exempts the primary",
        "The primary is what runs today: a mismatch there is only a finding.",
        "services: {shop: {needs: {m: {use: x, wants: {tools: true}}}},"
        " x: {capabilities: {tools: false}}, z: {}}",
        fails="z",
        after="z=down",
    ),
    Case(
        "wants rules members out",
        "`wants` rules out `any_of` members that do not declare it.",
        "services: {shop: {needs: {m: {any_of: [x, y], wants: {tools: true}}}},"
        " x: {capabilities: {tools: true}}, y: {}}",
        fails="x",
        after="shop=down x=down",
    ),
    Case(
        "a number is at least",
        "In `wants`, a number means at least.",
        "services: {shop: {needs: {m: {use: x, wants: {ctx: 32000}, fallbacks:"
        " [{use: y, switch: automatic}]}}}, x: {}, y: {capabilities: {ctx: 128000}}}",
        fails="x",
        after="x=down",
    ),
    Case(
        "exactly that number",
        "In `wants`, `=1536` means exactly.",
        'services: {shop: {needs: {m: {use: x, wants: {dim: "=1536"}, fallbacks:'
        " [{use: y, switch: automatic}]}}}, x: {}, y: {capabilities: {dim: 3072}}}",
        fails="x",
        after="shop=down x=down",
    ),
    Case(
        "a list is all of these",
        "In `wants`, a list means all of these.",
        "services: {shop: {needs: {m: {use: x, wants: {modalities: [text, image]}, fallbacks:"
        " [{use: y, switch: automatic}]}}}, x: {}, y: {capabilities: {modalities: [text]}}}",
        fails="x",
        after="shop=down x=down",
    ),
    Case(
        "things used together declare together",
        "An option of several names: each wanted key is declared by one, contradicted by none.",
        "services: {shop: {needs: {m: {use: x, wants: {tools: true, ctx: 8}, fallbacks:"
        " [{use: [y, z], switch: automatic}]}}}, x: {}, y: {capabilities: {tools: true}},"
        " z: {capabilities: {ctx: 9}}}",
        fails="x",
        after="x=down",
    ),
    Case(
        "an inner fallback is judged, not the inner primary",
        "What runs today: the primary, and the primaries inside it.",
        "services: {shop: {needs: {m: {use: {use: x, fallbacks: [{use: y, switch: automatic}]},"
        " wants: {tools: true}}}}, x: {}, y: {}}",
        fails="x",
        after="shop=down x=down",
    ),
    Case(
        "inside a fallback all is judged",
        "A primary inside a fallback doesn't run today.",
        "services: {shop: {needs: {m: {use: x, wants: {tools: true}, fallbacks:"
        " [{use: {use: y, fallbacks: [{use: z, switch: automatic}]}, switch: automatic}]}}},"
        " x: {}, y: {}, z: {capabilities: {tools: true}}}",
        fails="x z",
        after="shop=down x=down z=down",
    ),
    Case(
        "residency of the zone one lies in",
        "`residency`: every jurisdiction of the option is in the list; it comes from domains.",
        "{services: {shop: {needs: {m: {use: x, wants: {residency: [EU]}, fallbacks:"
        " [{use: y, switch: automatic}]}}}, x: {}, y: {in: zone}},"
        " domains: {zone: {in: region}, region: {jurisdiction: EU}}}",
        fails="x",
        after="x=down",
    ),
    Case(
        "residency across a border",
        "`residency`: every jurisdiction of the option is in the list (their union).",
        "{services: {shop: {needs: {m: {use: x, wants: {residency: [EU]}, fallbacks:"
        " [{use: y, switch: automatic}]}}}, x: {}, y: {in: {any_of: [za, zb]}}},"
        " domains: {za: {jurisdiction: EU}, zb: {jurisdiction: US}}}",
        fails="x",
        after="shop=down x=down",
    ),
    Case(
        "residency unknown",
        "`wants` rules out what does not declare it: no jurisdiction is none in the list.",
        "services: {shop: {needs: {m: {use: x, wants: {residency: [EU]}, fallbacks:"
        " [{use: y, switch: automatic}]}}}, x: {}, y: {}}",
        fails="x",
        after="shop=down x=down",
    ),
    Case(
        "one's own jurisdiction overrides",
        "`jurisdiction` comes down from all domains that a component lies in, unless set.",
        "{services: {shop: {needs: {m: {use: x, wants: {residency: [EU]}, fallbacks:"
        " [{use: y, switch: automatic}]}}}, x: {}, y: {in: zone, jurisdiction: EU}},"
        " domains: {zone: {jurisdiction: US}}}",
        fails="x",
        after="x=down",
    ),
    Case(
        "round the gateway to a degraded way",
        "`switched_by` carries the primary, whether or not the primary is impaired.",
        "services: {shop: {needs: {m: {use: x, switched_by: gw,"
        " fallbacks: [{use: y, degraded: true}]}}}, x: {}, y: {}, gw: {}}",
        fails="gw",
        after="shop=degraded gw=down",
        before="shop=down gw=down",
    ),
    Case(
        "members that are not carried serve no one",
        "For the members of `any_of`, `switched_by` is not down.",
        "services: {shop: {needs: {m: {use: {any_of: [x, y], switched_by: gw}, fallbacks:"
        " [{use: z, switch: automatic, degraded: true}]}}}, x: {}, y: {}, z: {}, gw: {}}",
        fails="gw",
        after="shop=degraded gw=down",
    ),
    Case(
        "what the primary requires is lost",
        "An option is available when what it uses and all it `requires` are not down.",
        "services: {shop: {needs: {m: {use: x, requires: vpn, fallbacks:"
        " [{use: y, switch: automatic, degraded: true}]}}}, x: {}, y: {}, vpn: {}}",
        fails="vpn",
        after="shop=degraded vpn=down",
    ),
    Case(
        "an impaired gateway carries the primary",
        "What `switched_by` names only needs to be up.",
        "services: {shop: {needs: {m: {use: x, switched_by: gw}}}, x: {},"
        " gw: {needs: {c: {use: z, optional: true}}}, z: {}}",
        fails="z",
        after="gw=degraded z=down",
    ),
    Case(
        "wants counts for soft needs too",
        "`wants` rules out fallbacks that do not declare it; a soft need is unmet.",
        "services: {shop: {needs: {m: {use: x, optional: true, wants: {tools: true},"
        " fallbacks: [{use: y, switch: automatic}]}}}, x: {}, y: {}}",
        fails="x",
        after="shop=degraded x=down",
    ),
    Case(
        "wants exempts a primary of several names",
        "The primary is what runs today.",
        "services: {shop: {needs: {m: {use: [x, y], wants: {tools: true}}}}, x: {}, y: {}, z: {}}",
        fails="z",
        after="z=down",
    ),
    Case(
        "one of two contradicts",
        "`wants` rules out options that contradict it, whatever another part declares.",
        "services: {shop: {needs: {m: {use: x, wants: {tools: true}, fallbacks:"
        " [{use: [y, z], switch: automatic}]}}}, x: {}, y: {capabilities: {tools: true}},"
        " z: {capabilities: {tools: false}}}",
        fails="x",
        after="shop=down x=down",
    ),
    Case(
        "a list of maps is judged inside",
        "An option that is a map with options is not judged itself: its options are.",
        "services: {shop: {needs: {m: {use: x, wants: {tools: true}, fallbacks:"
        " [{use: [{any_of: [y, z]}], switch: automatic}]}}}, x: {},"
        " y: {capabilities: {tools: true}}, z: {}}",
        fails="x",
        after="x=down",
    ),
    Case(
        "of a list of maps only one member is left",
        "An option that is a map with options is not judged itself: its options are.",
        "services: {shop: {needs: {m: {use: x, wants: {tools: true}, fallbacks:"
        " [{use: [{any_of: [y, z]}], switch: automatic}]}}}, x: {},"
        " y: {capabilities: {tools: true}}, z: {}}",
        fails="x y",
        after="shop=down x=down y=down",
    ),
    Case(
        "what an option requires is not judged",
        "`wants` is wanted of what meets the need, not of what that requires.",
        "services: {shop: {needs: {m: {use: x, wants: {tools: true}, switched_by: gw, fallbacks:"
        " [{use: y, switch: automatic, requires: {any_of: [v, w]}}]}}}, x: {},"
        " y: {capabilities: {tools: true}}, gw: {}, v: {}, w: {}}",
        fails="x v",
        after="x=down v=down",
    ),
    Case(
        "one does not lie in what the placement's switch requires",
        "`jurisdiction` comes down from all domains that a component lies in.",
        "{services: {shop: {needs: {m: {use: x, wants: {residency: [EU]}, fallbacks:"
        " [{use: y, switch: automatic}]}}}, x: {}, y: {in: {use: za, fallbacks:"
        " [{use: zb, switch: automatic, requires: dns}]}}},"
        " domains: {za: {jurisdiction: EU}, zb: {jurisdiction: EU}, dns: {jurisdiction: US}}}",
        fails="x",
        after="x=down",
    ),
    Case(
        "a text wanted of a list",
        "In `wants`, a text must be equal.",
        "services: {shop: {needs: {m: {use: x, wants: {modalities: text}, fallbacks:"
        " [{use: y, switch: automatic}]}}}, x: {}, y: {capabilities: {modalities: [text]}}}",
        fails="x",
        after="shop=down x=down",
    ),
    Case(
        "a declared text is a list of one",
        "In `wants`, a list means all of these.",
        "services: {shop: {needs: {m: {use: x, wants: {modalities: [text]}, fallbacks:"
        " [{use: y, switch: automatic}]}}}, x: {}, y: {capabilities: {modalities: text}}}",
        fails="x",
        after="x=down",
    ),
    Case(
        "a list within any_of",
        "An option is any R: a member may be a list.",
        "services: {shop: {needs: {m: {any_of: [[x, y], z]}}}, x: {}, y: {}, z: {}}",
        fails="x z",
        after="shop=down x=down z=down",
    ),
)
