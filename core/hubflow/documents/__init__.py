"""Write documents about one venture (scorecard, proposal) and the hub's handbook."""
