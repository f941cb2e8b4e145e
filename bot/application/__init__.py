"""The composition root: the one room that sees every other. Its files open, wire and close; they decide nothing."""
