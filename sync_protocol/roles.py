"""Which appointments may do what both sides must agree on; everything else is decided by the server alone."""

from __future__ import annotations

PUBLISHERS = frozenset({"PROVINCE", "ADMIN"})
"""Who may publish and retire forms: headquarters."""
