"""Processes that listen for the program: what those of all platforms have in common.

Such a process holds a connection and acknowledges at once, however busy the program is. It is told what it has to know
by standard input, where nobody else can read it, and ends when that ends. What it hears is the program's business.
"""
