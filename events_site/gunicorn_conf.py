"""How gunicorn serves the portal. Reasons: docs/deployment.md."""

import os

bind = f"{os.environ.get('BIND', '127.0.0.1')}:{os.environ.get('PORT') or 8000}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = int(os.environ.get("WEB_THREADS") or 8)
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 -- heartbeat files, off the disk
max_requests = 200_000
max_requests_jitter = 20_000
keepalive = 2
graceful_timeout = 30
limit_request_line = 4094
limit_request_fields = 60
# Only a proxy on this machine may say that the visitor came by https, unless told otherwise.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")
control_socket_disable = True
accesslog = None
errorlog = "-"
loglevel = "warning"


def worker_exit(server: object, worker: object) -> None:
    """Do not wait at the end for refreshes that have not even begun."""
    from portal.services.snapshots import background

    background.stop()
