"""Guest code: runs in other Pythons with the standard library, NumPy and one framework; never
imports advisor."""
