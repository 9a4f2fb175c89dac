"""What MediaPipe's Python package has in C++."""
