"""The web chat: channels, messages and videos on a page of our own."""
