"""Other packages' names over ours, for programs that were written for those."""
