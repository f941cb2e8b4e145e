"""Pictures in and videos out; everything that decodes runs in worker processes."""
