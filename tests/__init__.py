"""A package, so that tests import their helpers by name (`from tests.data import ...`) with nothing on sys.path."""
