"""Numbers and matrices: products, differences, thresholds, quantization."""
