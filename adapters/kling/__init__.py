"""The client of the video API: everything that knows its addresses, fields, codes and habits."""
