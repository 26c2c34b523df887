"""The records that a methodology is made of, by what they are about."""
