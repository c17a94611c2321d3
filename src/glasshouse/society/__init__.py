"""The society: regions with published marginals, communities of about 512 synthetic people, their traits
and contacts."""

from glasshouse.society.communities import Layout
from glasshouse.society.marginals import Region, Society, load, names

__all__ = ["Layout", "Region", "Society", "load", "names"]
