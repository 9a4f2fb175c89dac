"""Side packets: constants, defaults, conversions, and the way from a stream to one and back."""
