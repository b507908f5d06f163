"""Statistics with stated nulls: p-values, e-values, multiplicity, dispersion, and the scan's score.

Every function here is pure: arrays in, numbers out, randomness only through a generator that is
handed in.  NaN means "not asked".
"""
