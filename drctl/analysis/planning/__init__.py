"""How a `RecoveryPlan` is made: what a failure sets going, as steps with times."""
