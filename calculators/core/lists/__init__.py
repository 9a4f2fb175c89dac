"""Lists, which MediaPipe calls vectors: cut, joined, measured, and made of single packets."""
