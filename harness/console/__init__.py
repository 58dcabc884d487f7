"""The acceptance console: people sign in, do their part of a scenario at the real workstation, say what they saw, sign.

A Starlette application over one SQLite file of the site. What a person enters is in that file, and that file on the
disk, before she gets an answer. Reports stand to the right of this layer: words and documents are handed in.
"""
