"""What the portal is compared with: servers that do nothing but answer."""
