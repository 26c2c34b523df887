"""Turn a finished run into records of results, venture by venture."""
