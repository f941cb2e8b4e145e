"""What a job is and how it lives: from the card that says "queued" to the video in the channel."""
