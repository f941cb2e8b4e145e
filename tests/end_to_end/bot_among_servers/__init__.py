"""A program: the bot's command line, with local servers in the place of the real ones."""
