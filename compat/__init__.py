"""Other packages' names over ours, for programs that were written for those."""

from backedge.compat.installation import install

__all__ = ["install"]
