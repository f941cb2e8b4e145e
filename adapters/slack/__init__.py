"""Slack: translates what people do there for the core, and what the core shows for Slack. It decides nothing."""
