"""Policy as data: packs, clauses, matrix."""
