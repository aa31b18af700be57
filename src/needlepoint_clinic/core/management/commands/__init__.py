"""Commands for whoever runs the clinic."""
