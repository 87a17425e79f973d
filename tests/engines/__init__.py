"""The three ways to read the site in Firefox and WebKit; Chromium's are in tests/browser/."""
