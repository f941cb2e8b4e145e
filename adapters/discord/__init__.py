"""Discord: translates what people do there for the core, and what the core shows for Discord. It decides nothing."""
