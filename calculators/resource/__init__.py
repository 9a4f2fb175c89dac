"""Calculators that read files, and models of the manifest, once at the start."""

from backedge.calculators.resource import local_file_contents_calculator as local_file_contents_calculator
from backedge.calculators.resource import resource_provider_calculator as resource_provider_calculator
