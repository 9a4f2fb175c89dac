"""How long packets take, how often they come, and what the profiler has recorded."""
