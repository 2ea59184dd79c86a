"""What people know and who looks at their work."""
