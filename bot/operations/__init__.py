"""What whoever runs the bot can see of it and ask of it, beside what people do in the chats."""
