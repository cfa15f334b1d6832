"""The same index as one JavaScript file, which a page loads without a server.

Of each term it holds the documents with what the term counts in them, all weights worked in, so
that a browser has only BM25 to do. Terms and hits are long texts that are split when somebody
searches: that is smaller than JSON, and faster to read.
"""

import json
from collections import Counter
from collections.abc import Sequence

from drctl.knowledge.document import WEIGHTS, Document
from drctl.knowledge.ranking import phrases
from drctl.knowledge.words import STOP, words


def script(found: Sequence[Document]) -> str:
    """The index as a script.

    Args:
        found: the documents.

    Returns:
        A line that sets `drctlIndex`: `documents`, each [kind, title, summary, page, weight, words
        of its name and signs, number of words]; `terms`, sorted, with spaces; `hits` of each
        term, with `;`: the documents with `,`, each as its distance from the one before, and `*`
        before what the term counts in it unless that is 1. The same documents give the same
        bytes.

    Notes:
        Linear in the words.
    """
    hits: dict[str, list[str]] = {}
    last: dict[str, int] = {}
    rows = []
    for number, document in enumerate(found):
        counts: Counter[str] = Counter()
        length = 0
        for field, weight in zip(document.fields, WEIGHTS, strict=True):
            inside = words(field)
            length += len(inside)
            for word in inside:
                counts[word] += weight
        for word, count in counts.items():
            apart = str(number - last.get(word, 0))
            hits.setdefault(word, []).append(apart if count == 1 else f"{apart}*{count}")
            last[word] = number
        row = (document.kind, document.title, document.summary, document.page, document.weight)
        rows.append((*row, phrases(document.name, document.signs), length))
    terms = sorted(hits, key=lambda term: term.encode("utf-16-be"))  # as JavaScript compares
    made = {
        "documents": rows,
        "terms": " ".join(terms),
        "hits": ";".join(",".join(hits[term]) for term in terms),
        "stop": " ".join(sorted(STOP)),
    }
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    # Inside a page nothing may end its script, and old readers know two more line ends.
    for character, written in (("<", "\\u003c"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        text = text.replace(character, written)
    return f"globalThis.drctlIndex={text};\n"
