"""What the register's commands do around an entry: privacy checks, files on the disk, letters."""
