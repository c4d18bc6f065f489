"""Folded views of a message: fold, origin, stance."""
