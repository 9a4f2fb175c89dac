"""MediaPipe's messages for data, and how they become the values that packets of ours hold, and back."""
