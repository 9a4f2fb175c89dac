"""The graphs of objects, with models that the tests make."""
