"""What is counted and timed while the bot works. Names are ours; how they are shown is an adapter's business."""
