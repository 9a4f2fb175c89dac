"""The calculators that come with backedge. Importing the package registers them, all of them.

A new folder of calculators is one line here.
"""

from backedge.calculators import core as core
from backedge.calculators import detection as detection
from backedge.calculators import geometry as geometry
from backedge.calculators import image as image
from backedge.calculators import inference as inference
from backedge.calculators import media as media
from backedge.calculators import render as render
from backedge.calculators import resource as resource
from backedge.calculators import synthetic as synthetic
from backedge.calculators import tensor as tensor
