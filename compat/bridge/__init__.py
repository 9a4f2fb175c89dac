"""Parts between MediaPipe's Python names and our engine: C++ types, arguments, errors and protobuf messages."""
