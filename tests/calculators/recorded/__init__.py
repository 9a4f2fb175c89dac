"""Calculators compared with MediaPipe's own."""
