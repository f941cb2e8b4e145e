"""The terminal as a platform: `flipbook animate` makes one video and writes it where it was asked to."""
