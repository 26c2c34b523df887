"""Try the laws that every method obeys on made-up ventures."""
