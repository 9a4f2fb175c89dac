"""Packets at other timestamps: cloned, joined, sequenced, resampled, thinned, shifted."""
