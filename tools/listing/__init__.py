"""The calculators and graphs there are: lists of all, and everything about one."""
