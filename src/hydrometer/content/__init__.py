"""Text reduced to signatures: what leaves this package holds no text."""
