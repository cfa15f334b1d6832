"""Random YAML as people scribble it: both styles mixed, comments anywhere, aliases, odd blanks."""

import random
from typing import Any

from drctl.model.source import Path

NAMES = ["use", "in", "needs", "llm", "why", "a-b", "on", "x y", "12", "null", "é", "rto", "tags"]
SCALARS = [
    ("postgres", "postgres"), ("4x", "4x"), ("'it''s'", "it's"), ('"#ml\\n"', "#ml\n"),
    ("99.9%", "99.9%"), ("12", 12), ("1.5", 1.5), ("true", True), ('"a, b"', "a, b"),
    ("日本", "日本"), ("two words", "two words"), ("!!str 12", "12"), ('""', ""),
]  # fmt: skip


class Scribbler:
    """Writes one text and keeps what it says."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.step = self.dice.choice((1, 2, 2, 2, 4))
        self.comments = 0
        self.anchors: dict[str, Any] = {}

    def document(self) -> tuple[str, dict[str, Any]]:
        """A text and its data."""
        data: dict[str, Any] = {}
        rows = ["drctl: 1" + self.comment()]
        for section in ("services", "providers", "accepted", "policy"):
            if self.dice.random() < 0.3:
                continue
            value = self.items(2) if section == "accepted" else self.entries(2)
            rows += self.between(0)
            rows += self.entry(section + ":", value, 0)
            data[section] = said(value)
        rows += self.between(0)
        newline = self.dice.choice(("\n", "\n", "\n", "\r\n"))
        head = self.dice.choice(("", "", "---" + newline, "# top" + newline))
        tail = self.dice.choice((newline, newline, newline, "", newline + "..." + newline))
        return head + newline.join(rows) + tail, {"drctl": 1, **data}

    def comment(self) -> str:
        """A comment behind something, or none."""
        if self.dice.random() < 0.75:
            return ""
        self.comments += 1
        blanks = self.dice.choice((" ", "  ", " \t", "   "))
        return f"{blanks}# c{self.comments}:\t{{[é"

    def between(self, column: int) -> list[str]:
        """Blank lines and comments between two entries."""
        rows = []
        while self.dice.random() < 0.25:
            self.comments += 1
            where = self.dice.choice((column, column, column, column + 2, 0))
            rows.append(self.dice.choice(("", " " * where + f"# c{self.comments}: - x")))
        return rows

    def entries(self, depth: int) -> dict[str, Any]:
        names = self.dice.sample(NAMES, self.dice.randrange(0 if depth < 2 else 1, 5))
        return {name: self.value(depth) for name in names}

    def items(self, depth: int) -> list[Any]:
        return [self.value(depth) for _ in range(self.dice.randrange(0 if depth < 2 else 1, 4))]

    def value(self, depth: int) -> Any:
        """A scalar as (written, meant), a map, or a list."""
        roll = self.dice.random()
        if depth == 0 or roll < 0.5:
            return self.dice.choice(SCALARS)
        return self.entries(depth - 1) if roll < 0.8 else self.items(depth - 1)

    def entry(self, head: str, value: Any, column: int) -> list[str]:
        """Lines for a key or a dash with its value."""
        pad, dice = " " * column, self.dice
        anchor = ""
        if dice.random() < 0.06:
            anchor = f" &a{len(self.anchors)}"
        elif self.anchors and dice.random() < 0.3:
            named = [a for a, v in self.anchors.items() if said(v) == said(value)]
            if named:
                return [f"{pad}{head} *{named[0]}{self.comment()}"]
        rows = self.unanchored(head + anchor, value, column)
        if anchor:
            self.anchors[anchor[2:]] = value
        return rows

    def unanchored(self, head: str, value: Any, column: int) -> list[str]:
        pad, dice = " " * column, self.dice
        empty = isinstance(value, (dict, list)) and not value
        if not empty and isinstance(value, (dict, list)) and dice.random() < 0.6:
            return self.block(head, value, column)
        if value == ("two words", "two words"):
            style = dice.choice((">-", "|-", "plain", "split", "key"))
            if style in (">-", "|-"):
                deep = " " * (column + self.step + 1)
                return [
                    f"{pad}{head} {style}{self.comment()}",
                    f"{deep}two words",
                    *[""] * dice.randrange(2),
                ]
            if style == "split":
                return [f"{pad}{head} two", f"{pad}  words{self.comment()}"]
            if style == "key":
                return [f"{pad}{head}{self.comment()}", f"{pad}   two words{self.comment()}"]
        blanks = dice.choice((" ", " ", " ", "   "))
        inner = self.flow(value, column + self.step + 1)
        return [*f"{pad}{head}{blanks}{inner}{self.comment()}".split("\n")]

    def block(self, head: str, value: Any, column: int) -> list[str]:
        pad, dice = " " * column, self.dice
        compact = head == "-" and dice.random() < 0.7
        indent = column + (2 if compact else self.step)
        if isinstance(value, list) and head != "-" and head[:1] != "-" and dice.random() < 0.3:
            indent = column
        rows = []
        for number, inner in enumerate(value):
            if number:
                rows += self.between(indent)
            if isinstance(value, dict):
                rows += self.entry(self.key(inner), value[inner], indent)
            else:
                rows += self.entry("-", inner, indent)
        if compact:
            return [f"{pad}- {rows[0][indent:]}", *rows[1:]]
        # libyaml takes a tab behind a dash for indentation.
        comment = self.comment().replace("\t", " ", 1) if head == "-" else self.comment()
        return [f"{pad}{head}{comment}", *self.between(indent), *rows]

    def key(self, name: str) -> str:
        roll = self.dice.random()
        return f"'{name}':" if roll < 0.1 else f'"{name}" :' if roll < 0.15 else f"{name}:"

    def flow(self, value: Any, column: int) -> str:
        dice = self.dice
        if isinstance(value, tuple):
            return str(value[0])
        if isinstance(value, dict):
            parts = [f"{self.key(k)} {self.flow(v, column + 1)}" for k, v in value.items()]
            left, right = "{", "}"
        else:
            parts = [self.flow(v, column + 1) for v in value]
            left, right = "[", "]"
        pad = dice.choice(("", "", " "))
        if dice.random() < 0.75 or not parts:
            comma = ", " if parts and dice.random() < 0.15 else ""
            return f"{left}{pad}{', '.join(parts)}{comma}{pad}{right}"
        deep = "\n" + " " * column
        last = "," if dice.random() < 0.5 else ""
        body = "".join(
            f"{deep}{p}{',' if i < len(parts) - 1 else last}{self.comment()}"
            for i, p in enumerate(parts)
        )
        close = deep if "#" in body.rsplit("\n", 1)[1] else dice.choice((deep, ""))
        return f"{left}{self.comment()}{body}{close}{right}"


def said(value: Any) -> Any:
    """The data of a written value."""
    if isinstance(value, tuple):
        return value[1]
    if isinstance(value, dict):
        return {key: said(inner) for key, inner in value.items()}
    return [said(item) for item in value]


def paths(data: Any, path: Path = ()) -> list[Path]:
    """Every path in some data but the top's."""
    inner: list[Path] = []
    steps = data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    for step in steps:
        inner += [(*path, step), *paths(data[step], (*path, step))]
    return inner
