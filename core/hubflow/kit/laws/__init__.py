"""The laws that every method obeys, tried on made-up ventures."""
