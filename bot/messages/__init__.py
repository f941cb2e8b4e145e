"""Every sentence a person can read, one function each, a module a topic."""
