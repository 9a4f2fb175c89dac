"""What may pass and what is left out: gates, limiters, bypasses, values for timestamps without a packet."""
