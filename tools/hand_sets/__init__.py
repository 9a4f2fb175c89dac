"""Pictures and videos of hands with the truth about them, by which graphs are judged: one form for many files."""
