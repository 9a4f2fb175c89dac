"""The face graphs against MediaPipe's own: pictures, what it answers to them, and the comparison."""
