"""The small trained models that ship, and the code that runs them without any dependency."""
