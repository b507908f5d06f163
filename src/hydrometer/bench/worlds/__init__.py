"""One file a world; the folder's listing is the registry."""
