"""The studio: the video service's HTTP API served by Flipbook itself, with a renderer that runs on the CPU."""
