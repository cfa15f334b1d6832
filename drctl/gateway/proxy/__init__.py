"""A real gateway, run as a process of its own on 127.0.0.1, and gone when drctl is."""
