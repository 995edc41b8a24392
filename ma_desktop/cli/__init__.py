"""Every job without a window; never imports Qt."""
