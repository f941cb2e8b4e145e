"""Pixels and sound: turns a `Scene` into an MP4 file, knowing nothing of HTTP, tasks or money."""
