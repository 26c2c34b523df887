"""Help the register's commands: options, privacy checks, files on the disk, letters."""
