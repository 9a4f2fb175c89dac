"""All calculators that come with backedge: importing this module registers them.

It walks the folders in the order of their names and imports every module whose name ends in ``_calculator``. A new
calculator needs no line anywhere else.
"""

from importlib import import_module
from pkgutil import walk_packages

from backedge import calculators

# A package that cannot be imported is imported again, to raise its error; without `onerror` it is left out silently.
for _module in walk_packages(calculators.__path__, f"{calculators.__name__}.", onerror=import_module):
    if _module.name.endswith("_calculator"):
        import_module(_module.name)
