"""The data door, room by room: :func:`lstm.forecast.frame.read` opens it, and nothing else needs to."""
