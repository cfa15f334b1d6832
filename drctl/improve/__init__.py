"""The cheapest changes that reach a goal, proven by auditing again (`drctl improve`)."""
