"""Benchmarks of the mail gateway: through a real Postfix, side by side in one run."""
