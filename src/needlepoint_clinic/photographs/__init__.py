"""Photographs: taken, sealed, laid on each other, judged comparable or not, shown, released, exported."""
