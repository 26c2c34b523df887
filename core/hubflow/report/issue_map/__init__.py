"""The issue map: a place's problem on one sheet, as a picture or as a table of three columns."""
