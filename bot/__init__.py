"""Flipbook's core: what a request is, what a job is, and how a job lives.

Nothing in here names a chat platform, a database or a vendor.
"""
