"""Pure computation: NumPy and Arrow in, frozen dataclasses out.

Nothing here opens a file, reads a clock, knows Django or draws from a global random state.
"""
