"""Explain: a synthetic person's life as a dated story in which every event names its cause.

story(run, person)   the life of one person, replayed
find(run, harm)      people whom a harm befell
HARMS                harms by name, in words
replay(run, k)       one community lived again, every event written down
"""
