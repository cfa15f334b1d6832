"""Assessment -> runbooks and diagrams.

`runbooks.pages` and `diagrams.pictures` give texts by path, `write.plan` says what that means
for a folder and `write.apply` does it; `dot` draws.
"""
