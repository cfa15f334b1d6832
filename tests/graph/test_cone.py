"""The cone of some nodes against the whole net, under random failures."""

import json
import random

import pytest

from drctl.graph import Question, build
from drctl.graph.cone import cone
from drctl.graph.kernel import under
from drctl.model import load_text
from tests.oracle.models import random_model


@pytest.mark.parametrize("seed", range(40))
def test_the_cone_tells_the_same_of_its_tops(seed: int) -> None:
    model, findings = load_text(json.dumps(random_model(seed)))
    assert model is not None, findings
    graph, dice = build(model), random.Random(seed)
    for question in (Question.INSTANT, Question.EVENTUAL):
        net = graph.net(question)
        tops = dice.sample(range(len(graph)), 2)
        failed = [[n for n in range(len(graph)) if dice.random() < 0.3] for _ in range(50)]
        part = cone(net, tops)
        inside = [[part.number[n] for n in nodes if n in part.number] for nodes in failed]
        whole, less = under(net, failed), under(part.net, inside)
        assert [less[part.number[top]] for top in tops] == [whole[top] for top in tops]
        assert len(part.net.children) == len(part.number) <= len(net.children)
