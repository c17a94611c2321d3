"""Explain: a synthetic person's life as a dated story in which every event names its cause.

    story(run, person)   the life of one person, replayed
    find(run, harm)      people whom a harm befell
    HARMS                harms by name, in words
    seek(run, path)      people whose life went a certain way: contested_speech, bound, refused
    replay(run, k)       one community lived again, every event written down

A run is a run folder (its path or `glasshouse.results.open`), or an outcome in memory.
"""

from __future__ import annotations

from glasshouse.explain.replaying import Replay as Replay
from glasshouse.explain.replaying import replay as replay
from glasshouse.explain.seeking import seek as seek
from glasshouse.explain.telling import HARMS as HARMS
from glasshouse.explain.telling import Story as Story
from glasshouse.explain.telling import find as find
from glasshouse.explain.telling import story as story

__all__ = ["HARMS", "Replay", "Story", "find", "replay", "seek", "story"]
