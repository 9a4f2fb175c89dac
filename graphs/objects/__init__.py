"""Objects: detection with any SSD model, and boxes in space (objectron), under MediaPipe's names."""
