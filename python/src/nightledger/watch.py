"""The tick: what is pending is routed, sent, and written down. Knows no host."""
