"""The sample exports, and what generates them: `python -m samples.make_samples`."""
