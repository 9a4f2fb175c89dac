"""Several streams to one and one to several: muxes, merges, switches between nodes."""
