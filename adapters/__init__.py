"""Everything that talks to the outside: it translates in, translates out, and decides nothing."""
