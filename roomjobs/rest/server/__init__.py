"""The front between granian and the Flask app: slow clients do not occupy threads of the app."""
