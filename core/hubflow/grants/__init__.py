"""Write awards from dossiers in the 360Giving Data Standard, and read them into dossiers."""
