"""Whether what is promised holds where nothing, or little, is to be found."""
