"""What is due of ventures and calls, as people read it: the wall, lists, calendars, reminders."""
