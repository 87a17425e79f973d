"""The three ways to read the site, and what readers do, in Firefox and WebKit; Chromium's are in tests/browser/."""
