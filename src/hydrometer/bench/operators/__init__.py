"""One file an operator; the folder's listing is the registry."""
