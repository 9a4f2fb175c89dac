"""Flow control, which passes or drops packets: gates, limiters, bypasses, values for timestamps without a packet."""
