"""Working starts: a calculator, a graph or a whole package, each with its test."""
