"""The part of MediaPipe's Python package that is C++ there."""
