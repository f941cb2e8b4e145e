"""What can be asked for: the options, the storyboard, the request and every rule that they obey."""
