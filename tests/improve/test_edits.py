"""What a plan writes into the files means what its changes mean.

Random models over the whole grammar are edited, loaded again and compared with the model that
has the changes in it (`applied`), over all failures of one and two components.
"""

import json
from itertools import combinations

import pytest
from ruamel.yaml import YAML

from drctl.graph import Question, build
from drctl.graph.kernel import under
from drctl.improve.candidates import candidates
from drctl.improve.change import KINDS
from drctl.improve.edits import edits
from drctl.improve.switched import applied
from drctl.model import Model
from drctl.model.edit import edited
from drctl.model.load import load_text
from tests.improve.test_switched import compatible
from tests.oracle.dice import Seeded
from tests.oracle.models import random_model


def block_style(text: str) -> str:
    from io import StringIO

    out = StringIO()
    yaml = YAML()
    yaml.default_flow_style = False
    yaml.dump(json.loads(text), out)
    return out.getvalue()


def down(model: Model) -> dict[str, dict[str, int]]:
    graph = build(model)
    names = [n for n in graph.names if model.components[n].can_fail]
    fails = [(), *((n,) for n in names), *combinations(names, 2)]
    scenarios = [[graph.ids[n] for n in f] for f in fails]
    return {
        question.name: dict(
            zip(graph.names, under(graph.net(question), scenarios)[: len(graph)], strict=True)
        )
        for question in (Question.EVENTUAL, Question.INSTANT, Question.IMPAIRED)
    }


@pytest.mark.parametrize("block", [False, True])
@pytest.mark.parametrize("seed", range(100))
def test_written_changes_mean_what_they_say(seed: int, block: bool) -> None:
    text = json.dumps(random_model(seed))
    model, findings = load_text(block_style(text) if block else text)
    assert model is not None, findings
    changes = candidates(model, set(model.components), frozenset(), KINDS)
    dice = Seeded(seed)
    for chance in (8, 40):
        made = [changes[i] for i in compatible(changes, dice, chance)]
        if not made:
            continue
        (file,) = edited(model, edits(model, made)).values()
        after, findings = load_text(file.after)
        if after is None:
            # The language forbids a manual way past a carrier that is needed anyway.
            assert {f.rule for f in findings} <= {"contradiction"}, findings
            continue
        assert down(after) == down(applied(model, made))


@pytest.mark.parametrize("seed", range(60))
def test_at_once_is_as_one_by_one(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    model, findings = load_text(block_style(json.dumps(random_model(seed))))
    assert model is not None, findings
    changes = candidates(model, set(model.components), frozenset(), KINDS)
    dice = Seeded(seed)
    made = [changes[i] for i in compatible(changes, dice, 40)]
    wanted = edits(model, made)
    at_once = edited(model, wanted)
    monkeypatch.setattr("drctl.model.edit.rounds", lambda wanted, known: [[e] for e in wanted])
    assert edited(model, wanted) == at_once
