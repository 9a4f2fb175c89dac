"""Calculators that care little what is in the packets: gates, loops, limiters, lists, side packets.

Importing the package imports all of its modules, and each registers what it defines.
"""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
