"""How Chromium is started."""

# Playwright switches Chromium's own errands off; what is left of them must not leave the machine either.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--lang=en-GB",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
