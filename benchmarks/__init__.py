"""What the product costs: one module for each measured question."""
