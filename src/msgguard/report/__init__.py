"""Reports in their formats; they print and decide nothing."""
