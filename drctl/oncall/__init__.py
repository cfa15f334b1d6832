"""Walk a runbook with a person; event log; drills; live provider status."""
