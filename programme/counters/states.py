"""How far the word of a company has come: the tallies are kept by it, the counters speak of it."""

from programme.tallies.states import Level

__all__ = ["Level"]
