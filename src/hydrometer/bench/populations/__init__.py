"""One file a kind of honest customer; the folder's listing is the registry."""
