"""alerts.yml: read, checked as a whole, and turned into routes and transports."""
