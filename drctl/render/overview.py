"""The whole estate in one picture: every component when they are few, else its parts."""

from drctl.assessment import Assessment
