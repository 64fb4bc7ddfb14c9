"""How often one address may do something. Counted in the database, exact for any number of processes.

Counts are kept for the current window only, under a keyed hash: no address is stored.
"""

from __future__ import annotations

import ipaddress
import math
from datetime import UTC, datetime, timedelta

from django.db import connection

from portal.models import RateCounter
from portal.services.registration import clock
from portal.services.registration.keyed import keyed_hash

IPV6_PREFIX = 64  # one customer's network: its single addresses are free to choose


def hit(scope: str, address: str, limit: int, window_s: int) -> int | None:
    """Count one act of an address; None while it is within the limit, else the seconds to wait.

    ``scope``   what is counted, such as "register:7"
    ``address`` the client's IP address, from a trusted place; IPv6 counts by its /64 network

    Windows are fixed: the count starts anew every ``window_s`` seconds. Raises DatabaseError when counting is
    impossible: what depends on it is then to be refused, not let through.
    """
    now = clock.now()
    window = math.floor(now.timestamp() / window_s)
    ends_at = datetime.fromtimestamp((window + 1) * window_s, UTC)
    key = keyed_hash("rate", scope, network_of(address), str(window_s), str(window))
    if _count(key, ends_at) <= limit:
        return None
    return max(1, math.ceil((ends_at - now).total_seconds()))


def network_of(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 network of an IPv6 one."""
    try:
        parsed = ipaddress.ip_address(address.strip().partition("%")[0])
    except ValueError:
        return address  # an unreadable one is still one
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is None:
            return str(ipaddress.IPv6Network((parsed, IPV6_PREFIX), strict=False))
        return str(parsed.ipv4_mapped)
    return str(parsed)


def prune(now: datetime) -> int:
    """Delete the counts of past windows; return how many."""
    deleted, _ = RateCounter.objects.filter(expires_at__lt=now).delete()
    return deleted


def _count(key: str, ends_at: datetime) -> int:
    """Add one and return the sum, in one statement: two processes never get the same number."""
    table = connection.ops.quote_name(RateCounter._meta.db_table)
    expires_at = connection.ops.adapt_datetimefield_value(ends_at + timedelta(seconds=60))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (key, count, expires_at) VALUES (%s, 1, %s) "  # noqa: S608 -- the name of our table
            f"ON CONFLICT (key) DO UPDATE SET count = {table}.count + 1 RETURNING count",
            [key, expires_at],
        )
        row = cursor.fetchone()
    count: int = row[0]
    return count
