"""Measurements: packets' latency, their frequency, and the profiler's records."""
