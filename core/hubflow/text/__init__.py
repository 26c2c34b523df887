"""hubflow's own words, numbers and dates in each language."""
