"""Options of MediaPipe's calculators that backedge does not have yet.

With them MediaPipe's graphs for faces, poses and whole bodies can be read, expanded and printed, and `check` can say
which of their calculators are missing. A calculator that arrives takes its options along to its own file.
`backedge.calculators.builtin` imports all of the modules.
"""
