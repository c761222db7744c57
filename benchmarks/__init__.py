"""Measurements: one child, the same twelve rules beside OpenFisca, a ledger. ``python -m benchmarks`` runs them all."""
