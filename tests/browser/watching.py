"""Writes down what Chromium complains about."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, ConsoleMessage, Request

# Chromium itself writes violations of the policy to the console; this also says which directive and where.
_REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`securitypolicyviolation ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`);
});
"""


def watch(context: BrowserContext, address: str, complaints: list[str]) -> None:
    """Add to `complaints`: errors on the console or in scripts, policy violations, requests to other origins."""

    def console(message: ConsoleMessage) -> None:
        url = message.location["url"]
        # A problem page is meant to be one, and Chromium asks for an icon of its own where the admin names none.
        is_meant = message.page is not None and url in {message.page.url, f"{address}/favicon.ico"}
        if message.type == "error" and not (is_meant and message.text.startswith("Failed to load resource")):
            complaints.append(f"{url}: {message.text}")

    def request(sent: Request) -> None:
        if not sent.url.startswith(f"{address}/") and not sent.url.startswith("data:"):
            complaints.append(f"request to {sent.url}")

    context.add_init_script(_REPORT_VIOLATIONS)
    context.on("console", console)
    context.on("weberror", lambda error: complaints.append(f"{error.page and error.page.url}: {error.error}"))
    context.on("request", request)
