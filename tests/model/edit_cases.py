"""Cases of edits: YAML before, the edits, YAML after; and what cannot be done."""

from drctl.model.edit import Append, Edit, Put, Remove

CASES: dict[str, tuple[str, list[Edit], str]] = {
    "lines": (
        """\
services:
  # About a.
  a:
    owner: x  # who
    needs:
      db: postgres   # the db
      # About the model.
      llm: {use: m1, load: 4x}  # fast
      # cache: redis
  # About b.
  b: {in: z}
""",
        [
            Put(
                ("services", "a", "needs", "llm", "fallbacks"),
                ["m2", {"use": "m3", "switch": "manual"}],
            ),
            Put(
                ("services", "a", "needs", "db"),
                {"use": "postgres", "fallbacks": [{"use": "pg2", "after": "20m"}]},
            ),
            Put(("services", "a", "needs", "queue"), "kafka"),
            Put(("services", "a", "tier"), "critical"),
        ],
        """\
services:
  # About a.
  a:
    owner: x  # who
    needs:
      db: {use: postgres, fallbacks: [{use: pg2, after: 20m}]}   # the db
      # About the model.
      llm: {use: m1, load: 4x, fallbacks: [m2, {use: m3, switch: manual}]}  # fast
      queue: kafka
      # cache: redis
    tier: critical
  # About b.
  b: {in: z}
""",
    ),
    "a long line goes below its key": (
        """\
services:
  a:
    needs:
      db: postgres   # the db
""",
        [
            Put(
                ("services", "a", "needs", "db"),
                {
                    "use": "postgres",
                    "fallbacks": [
                        {
                            "use": "postgres-b",
                            "switch": "manual",
                            "after": "20m",
                            "procedure": "promote-the-replica",
                        }
                    ],
                },
            ),
        ],
        """\
services:
  a:
    needs:
      db:   # the db
        use: postgres
        fallbacks: [{use: postgres-b, switch: manual, after: 20m, procedure: promote-the-replica}]
""",
    ),
    "a component like its neighbour": (
        """\
services:
  a:
      owner: x
      # more: y

  b:
      owner: y
  # the end
providers:
  p:  {vendor: v}
""",
        [
            Put(("services", "c"), {"owner": "z", "needs": {"db": "a"}}),
            Put(("services", "a2"), {"owner": "z"}, "a"),
            Put(("providers", "q"), {"vendor": "w"}),
        ],
        """\
services:
  a:
      owner: x
      # more: y

  a2:
      owner: z

  b:
      owner: y

  c:
      owner: z
      needs: {db: a}
  # the end
providers:
  p:  {vendor: v}
  q: {vendor: w}
""",
    ),
    "sections that are not there": (
        """\
drctl: 1

services:
  a: {in: x}
# the end
""",
        [
            Append(("accepted",), {"rule": "r", "object": "a"}),
            Put(("providers", "p"), {"vendor": "v"}),
            Append(("services", "a", "alerts"), "A"),
        ],
        """\
drctl: 1

services:
  a: {in: x, alerts: [A]}

accepted:
  - {rule: r, object: a}

providers:
  p: {vendor: v}
# the end
""",
    ),
    "empty ones": (
        """\
services: {}
accepted: [ ]
# c
x: {k: {}, l: []}  # x
""",
        [
            Put(("services", "a"), {"in": "z"}),
            Append(("accepted",), {"rule": "r"}),
            Put(("x", "k", "n"), 1),
            Append(("x", "l"), True),
        ],
        """\
services:
  a: {in: z}
accepted:
  - {rule: r}
# c
x: {k: {"n": 1}, l: [true]}  # x
""",
    ),
    "brackets": (
        """\
x: {use: a, }
y: [a, b,]
z: { a: 1 } # c
'q':   {"a":b}
""",
        [
            Put(("x", "k"), 1),
            Append(("y",), "c"),
            Put(("z", "b"), 1.5),
            Put(("q", "a"), "c"),
        ],
        """\
x: {use: a, k: 1, }
y: [a, b, c,]
z: { a: 1, b: 1.5 } # c
'q':   {"a": c}
""",
    ),
    "brackets over lines": (
        """\
x: {
    a: 1,   # one
    b: 2   # two
    # end
  }
y: [a,   # a
    b]   # b
z: [
  a,
  b,
]
""",
        [
            Put(("x", "c"), 3),
            Append(("y",), "c"),
            Append(("z",), "c"),
        ],
        """\
x: {
    a: 1,   # one
    b: 2,   # two
    c: 3
    # end
  }
y: [a,   # a
    b, c]   # b
z: [
  a,
  b,
  c,
]
""",
    ),
    "out of brackets": (
        """\
x: {a: 1, b: 2, c: 3}
y: [a,  # about a
    b, c,  # both
    d]  # d
z: {
  # about a
  a: 1,  # a
  b: 2
}
w: [ a ]
v: [a, b, ]
""",
        [
            Remove(("x", "a")),
            Remove(("x", "c")),
            Remove(("y", 0)),
            Remove(("y", 1)),
            Remove(("y", 1)),
            Remove(("z", "a")),
            Remove(("w", 0)),
            Remove(("v", 1)),
        ],
        """\
x: {b: 2}
y: [b, # both
    ]  # d
z: {
  b: 2
}
w: [  ]
v: [a, ]
""",
    ),
    "a full line goes on below": (
        """\
m:
  a: {use: first-component, fallbacks: [second-component, third-component], load: 120 rps}
  b: {use: first-component, fallbacks: [second-component, third-component], load: 120 rps} # c
""",
        [
            Put(("m", "a", "why"), "because it has to be so"),
            Put(("m", "b", "why"), "it"),
        ],
        """\
m:
  a: {use: first-component, fallbacks: [second-component, third-component], load: 120 rps,
      why: because it has to be so}
  b: {use: first-component, fallbacks: [second-component, third-component], load: 120 rps, why: it} # c
""",  # noqa: E501
    ),
    "out of lines": (
        """\
services:
  # About a.
  a:
    owner: x  # who

    # About needs.
    needs:
      db: postgres
      # deep
    # at the end of a

  # About b.
  b: {in: z}

  # About c,
  # which has two lines.
  c: {in: z}
  # the end
accepted:
  # Seen each quarter.

  # own
  - {rule: r}
providers: {p: {}}
""",
        [
            Remove(("services", "a", "owner")),
            Remove(("services", "b")),
            Remove(("accepted", 0)),
            Remove(("services", "a", "needs")),
        ],
        """\
services:
  # About a.
  a: {}

    # at the end of a

  # About c,
  # which has two lines.
  c: {in: z}
  # the end
accepted: []
  # Seen each quarter.

providers: {p: {}}
""",
    ),
    "items": (
        """\
l:
  - {a: 1}
  - b: 2  # two
    c: 3  # three
    # deeper
  # own
  - d
k:
- a
-   b: 1

    c: 2
""",
        [
            Append(("l",), {"e": 1}),
            Put(("l", 0, "z"), 1),
            Put(("l", 1, "d"), 4),
            Append(("k",), {"b": 3, "c": 4}),
            Remove(("l", 1, "b")),
            Remove(("l", 2)),
        ],
        """\
l:
  - {a: 1, z: 1}
  - c: 3  # three
    d: 4
    # deeper
  - {e: 1}
k:
- a
-   b: 1

    c: 2
- b: 3
  c: 4
""",
    ),
    "the first key of an item": (
        """\
l:
  - a: 1  # a
    # about b
    b: 2
  - a: 1
m:
- - 1
  - 2
""",
        [
            Remove(("l", 0, "a")),
            Remove(("l", 1, "a")),
            Remove(("m", 0, 0)),
            Remove(("m", 0, 0)),
        ],
        """\
l:
  - # about b
    b: 2
  - {}
m:
- []
""",
    ),
    "aliases": (
        """\
a: &p [z1, z2]
b: {in: *p , k: [*p , 1]}
c:
  - *p  # c
d: &free {x: 1}
""",
        [
            Put(("b", "in"), "x"),
            Put(("b", "k", 0), "w"),
            Put(("c", 0), {"use": "q"}),
            Append(("a",), "z3"),
            Put(("d", "y"), 2),
        ],
        """\
a: &p [z1, z2, z3]
b: {in: x , k: [w , 1]}
c:
  - {use: q}  # c
d: &free {x: 1, "y": 2}
""",
    ),
    "merge keys": (
        """\
base: &b {use: p, load: 1x}
x:
  <<: *b
  load: 2x
w: {<<: *b}
z: *b
""",
        [
            Put(("x", "use"), "q"),
            Put(("w",), {"use": "q", "load": "1x", "k": 1}),
            Put(("z",), "q"),
            Put(("x", "load"), "3x"),
        ],
        """\
base: &b {use: p, load: 1x}
x:
  <<: *b
  load: 3x
  use: q
w: {<<: *b, use: q, k: 1}
z: q
""",
    ),
    "a list that a merge key brings": (
        """\
base: &b {alerts: [A], in: z}
x:
  <<: *b
""",
        [
            Append(("x", "alerts"), "B"),
        ],
        """\
base: &b {alerts: [A], in: z}
x:
  <<: *b
  alerts: [A, B]
""",
    ),
    "texts": (
        """\
a: >-
  long
  text

# c
b: |  # kept
  x

c: "q
  w"  # q
d: plain
  two  # p
e:
  below  # e
f: |+
  keep


# end
""",
        [
            Put(("a",), "s"),
            Put(("b",), "s"),
            Put(("c",), "s"),
            Put(("d",), "s"),
            Put(("e",), "s"),
            Put(("f",), "s"),
        ],
        """\
a: s

# c
b: s  # kept

c: s  # q
d: s  # p
e:
  s  # e
f: s
# end
""",
    ),
    "last text": (
        """\
m:
  a: >-
    long

# c
n:
  b: |+
    x

# d
o:
  c: "q
   w"   # e
p: |
  t
""",
        [
            Put(("m", "k"), 1),
            Put(("n", "k"), 1),
            Put(("o", "k"), 1),
            Put(("k",), 1),
        ],
        """\
m:
  a: >-
    long
  k: 1

# c
n:
  b: |+
    x

  k: 1
# d
o:
  c: "q
   w"   # e
  k: 1
p: |
  t
k: 1
""",
    ),
    "from lines to one value": (
        """\
a:  # kept
  b: 1
  # goes
  c: 2  # goes too
# stays
d:
- x
- w
e: &x  # kept too
  f: 1
g:
  - - 1
    - 2
  - h: 1
    i: 2
""",
        [
            Put(("a",), "s"),
            Put(("d",), "s"),
            Put(("e",), "s"),
            Put(("g", 0), "s"),
            Put(("g", 1), "t"),
        ],
        """\
a: s  # kept
# stays
d: s
e: s  # kept too
g:
  - s
  - t
""",
    ),
    "tags": (
        """\
m: !!str 12  # c
n: !!map {a: 1}
o: !!map
  a: 1
p: ! x
""",
        [
            Put(("m",), "13"),
            Put(("n", "b"), 1),
            Put(("o", "b"), 2),
            Put(("p",), "y z"),
        ],
        """\
m: "13"  # c
n: !!map {a: 1, b: 1}
o: !!map
  a: 1
  b: 2
p: y z
""",
    ),
    "question marks": (
        """\
? a
: 1
? b  # b
: 2
"c" :   3
""",
        [
            Put(("a",), 9),
            Remove(("b",)),
            Put(("c",), 4),
            Put(("d",), 5),
        ],
        """\
? a
: 9
"c" :   4
d: 5
""",
    ),
    "marks of the document": (
        """\
---
a: {in: z}
# end
...
""",
        [
            Put(("b",), "w"),
            Put(("a", "in"), "v"),
        ],
        """\
---
a: {in: v}
b: w
# end
...
""",
    ),
    "no newline at the end": (
        """\
services:
  a: {in: z}
  b:
    in: z
    title: x""",
        [
            Put(("services", "c"), {"in": "z"}),
            Remove(("services", "b", "title")),
            Remove(("services", "c")),
        ],
        """\
services:
  a: {in: z}
  b:
    in: z""",
    ),
    "CRLF": (
        ("drctl: 1\r\nservices:\r\n  a:\r\n    in: z  # é\r\n    alerts:\r\n    - A\r\n"),
        [
            Put(("services", "a", "title"), "T"),
            Append(("services", "a", "alerts"), "B"),
            Put(("services", "a", "in"), ["z", "w"]),
        ],
        (
            "drctl: 1\r\n"
            "services:\r\n"
            "  a:\r\n"
            "    in: [z, w]  # é\r\n"
            "    alerts:\r\n"
            "    - A\r\n"
            "    - B\r\n"
            "    title: T\r\n"
        ),
    ),
    "beyond ASCII": (
        ("é: {日本: 🛰, b: ü}  # ñ\nx:  # 🛰\n  日本: {a: é}\t# é\n"),
        [
            Put(("é", "日本"), "ß"),
            Put(("x", "日本", "🛰"), "é"),
        ],
        ('é: {日本: ß, b: ü}  # ñ\nx:  # 🛰\n  日本: {a: é, "🛰": é}\t# é\n'),
    ),
    "signs that libyaml stumbles over": (
        """\
m: {url: https://example.com/?q=1, a: [b?c:d]}
""",
        [
            Put(("m", "k"), 1),
            Append(("m", "a"), "x"),
        ],
        """\
m: {url: https://example.com/?q=1, a: [b?c:d, x], k: 1}
""",
    ),
    "only what differs": (
        """\
m:
  a: 1 # a
  b: [1, 2, 3] # b
  c: {x: 1}  # c
  d: 4 # d
  e:
    - {k: 1}  # e1
    - {k: 2}  # e2
""",
        [
            Put(
                ("m",),
                {"a": 1, "b": [1, 3], "c": {"x": 1, "z": [2]}, "e": [{"k": 1}, {"k": 3}], "f": 5},
            ),
        ],
        """\
m:
  a: 1 # a
  b: [1, 3] # b
  c: {x: 1, z: [2]}  # c
  e:
    - {k: 1}  # e1
    - {k: 3}  # e2
  f: 5
""",
    ),
    "a map without braces": (
        """\
m: [a: 1, b]
""",
        [
            Put(("m", 0, "a"), 2),
            Append(("m",), "c"),
            Remove(("m", 0)),
        ],
        """\
m: [b, c]
""",
    ),
    "maps on the way": (
        """\
services:
  a: {in: z}
""",
        [
            Put(("services", "a", "needs", "db", "use"), "p"),
            Put(("policy", "rules", "no-owner", "severity"), "low"),
        ],
        """\
services:
  a: {in: z, needs: {db: {use: p}}}
policy: {rules: {no-owner: {severity: low}}}
""",
    ),
}

_SHARED = "base: &b {use: p, load: 1x}\nx:\n  <<: *b\n  load: 2x\nz: *b\n"

CANNOT: dict[str, tuple[str, Edit, str]] = {
    "a key that `<<` brings": (
        _SHARED,
        Remove(("x", "use")),
        '3:3: "use" does not stand here (it comes through `<<`)',
    ),
    "a key that `<<` brings too": (
        _SHARED,
        Remove(("x", "load")),
        '4:3: without this "load" the one that `<<` brings would count',
    ),
    "below what `<<` brings": (
        _SHARED,
        Put(("x", "use", "k"), 1),
        '3:3: "use" comes from elsewhere through `<<` and cannot be changed here alone',
    ),
    "in what aliases repeat": (
        _SHARED,
        Put(("base", "use"), "q"),
        "1:7: aliases repeat what stands here (&b): a change would reach them too",
    ),
    "below an alias": (
        _SHARED,
        Put(("z", "use"), "q"),
        "5:4: this is an alias; what it repeats stands elsewhere and counts there too",
    ),
    "added to an alias": (
        _SHARED,
        Append(("z",), "q"),
        "5:4: this is an alias; what it repeats stands elsewhere and counts there too",
    ),
    "an anchor that is needed": (
        _SHARED,
        Remove(("base",)),
        "1:1: an alias elsewhere repeats something that stands here",
    ),
    "another value of it": (
        _SHARED,
        Put(("base",), 1),
        "1:7: an alias elsewhere repeats something that stands here",
    ),
    "an anchor deep inside": (
        "a:\n  - b: &x {c: 1}\nd: *x\n",
        Put(("a", 0), 1),
        "2:5: an alias elsewhere repeats something that stands here",
    ),
    "no list": (
        _SHARED,
        Append(("x", "load"), 1),
        "4:9: no list stands here, to which an item could be added",
    ),
    "no map": (
        _SHARED,
        Put(("x", "load", "k"), 1),
        '4:9: there is no map here in which "k" could stand',
    ),
    "no such key": (_SHARED, Remove(("x", "nope")), '3:3: "nope" does not stand here'),
    "no such neighbour": (
        _SHARED,
        Put(("x", "n"), 1, "nope"),
        '3:3: "nope" does not stand here',
    ),
    "no such item": ("a: [b]\n", Remove(("a", 1)), "1:4: item 2 does not stand here"),
    "no such item to exchange": (
        "a: [b]\n",
        Put(("a", 1), "c"),
        "1:4: there is no map here in which item 2 could stand",
    ),
    "no such acceptance": (
        "accepted: [{rule: r}]\n",
        Remove(("accepted", 1)),
        '1:1: there is no item 2 in "accepted"',
    ),
    "keys of people": (
        "a: 1\nx-b: {c: 1}\n",
        Put(("x-b", "c"), 2),
        "2:7: keys that begin with x- are left to people",
    ),
    "keys of people in a value": (
        "a: {b: 1}\n",
        Put(("a", "c"), {"x-d": 1}),
        "1:1: this cannot be changed here without changing something else",
    ),
    "the last key of a file": (
        "a: 1\n",
        Remove(("a",)),
        "1:1: nothing would be left in this file",
    ),
    "the file": ("a: 1\n", Put((), {"a": 2}), "1:1: a file is not replaced as a whole"),
    "nothing": ("a: 1\n", Remove(()), "1:1: the file does not stand here"),
    "a map without braces": (
        "m: [a: 1, b]\n",
        Put(("m", 0, "b"), 1),
        "1:5: this map needs its braces first",
    ),
    "behind a text that a line end would change": (
        "m:\n  a: |\n    long",
        Put(("m", "k"), 1),
        "1:1: this cannot be changed here without changing something else",
    ),
    "half of a sign": (
        "a: {b: 1}\n",
        Put(("a", "c"), "\ud800"),
        "1:1: this cannot be changed here without changing something else",
    ),
}

SEVERAL: list[tuple[Edit, str, str, str]] = [
    (Put(("services", "c", "title"), "C"), "more.yaml", "c: {in: z}", "c: {in: z, title: C}"),
    (Put(("services", "a", "in"), "y2"), "dr.yaml", "a: {in: z}", "a: {in: y2}"),
    (Put(("services", "d"), {"in": "w"}), "more.yaml", "c: {in: z}", "c: {in: z}\n  d: {in: w}"),
    (
        Put(("services", "d"), {"in": "w"}, "a"),
        "dr.yaml",
        "a: {in: z}",
        "a: {in: z}\n  d: {in: w}",
    ),
    (Put(("name",), "m"), "dr.yaml", "{rule: r}\n", "{rule: r}\nname: m\n"),
    (
        Put(("teams", "t"), {"title": "T"}),
        "dr.yaml",
        "{rule: r}\n",
        "{rule: r}\nteams:\n  t: {title: T}\n",
    ),
    (Remove(("accepted", 2)), "last.yaml", "  - {rule: t}\n", ""),
    (Put(("accepted", 1, "until"), "2027-01-31"), "last.yaml", "s}", "s, until: 2027-01-31}"),
    (Append(("accepted",), {"rule": "u"}), "last.yaml", "t}", "t}\n  - {rule: u}"),
    (
        Append(("drills",), {"need": "a.b"}),
        "dr.yaml",
        "{rule: r}\n",
        "{rule: r}\ndrills:\n  - {need: a.b}\n",
    ),
]
