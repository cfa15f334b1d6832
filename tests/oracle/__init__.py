"""A second reading of what a model means, written without drctl, and models to try it on."""
