"""What stands between granian and the Flask app, so that no client keeps one of its threads waiting."""
