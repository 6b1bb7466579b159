"""The app in a browser: `alimon serve`."""
