"""A protocol-true local Discord; begin at `server.py`."""
