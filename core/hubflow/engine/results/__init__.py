"""Results of a run as records, told venture by venture."""
