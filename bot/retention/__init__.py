"""What people gave us is deleted on time: pictures, videos, rows, and all of a person who wants to be forgotten."""
