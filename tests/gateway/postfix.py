"""Debian's Postfix in a folder of its own, on loopback, for tests and benchmarks (root only)."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

MAIN = """
compatibility_level = 3.6
queue_directory = {d}/spool
data_directory = {d}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {d}/maillog
maillog_file_prefixes = {tmp}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.school.test
mydomain = school.test
mydestination =
local_recipient_maps =
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
disable_dns_lookups = yes
smtp_host_lookup = native
alias_maps =
alias_database =
default_database_type = texthash
address_verify_map =
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
milter_default_action = tempfail
milter_command_timeout = 10s
milter_content_timeout = 20s
relayhost = [127.0.0.1]:{hop}
smtp_destination_concurrency_limit = 20
minimal_backoff_time = 2s
queue_run_delay = 2s
"""
SERVICES = """
pickup    unix  n - n 60 1 pickup
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
verify    unix  - - n - 1 verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n - - proxymap
smtp      unix  - - n - - smtp
relay     unix  - - n - - smtp
showq     unix  n - n - - showq
error     unix  - - n - - error
retry     unix  - - n - - error
discard   unix  - - n - - discard
local     unix  - n n - - local
virtual   unix  - n n - - virtual
lmtp      unix  - - n - - lmtp
anvil     unix  - - n - 1 anvil
scache    unix  - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
"""


def is_here():
    """Whether Postfix can be started here."""
    return os.getuid() == 0 and Path("/usr/sbin/postfix").exists() and shutil.which("smtp-source") is not None


class Postfix:
    """``ports`` maps a port to the milters of its smtpd (empty: none)."""

    def __init__(self, ports, *, hop, extra=""):
        self.folder = Path(tempfile.mkdtemp(prefix="postfix-"))
        self.folder.chmod(0o755)
        for name in ("conf", "spool", "data"):
            (self.folder / name).mkdir()
        shutil.chown(self.folder / "data", "postfix")
        smtpd = "".join(
            f"127.0.0.1:{port} inet n - n - - smtpd -o smtpd_milters={milters}\n"
            for port, milters in ports.items()
        )
        main = MAIN.format(d=self.folder, tmp=tempfile.gettempdir(), hop=hop) + extra
        (self.folder / "conf/main.cf").write_text(main)
        (self.folder / "conf/master.cf").write_text(smtpd + SERVICES)
        self.command("start")

    def command(self, *words):
        subprocess.run(
            ["postfix", "-c", self.folder / "conf", *words], check=True, capture_output=True, timeout=60
        )

    def waiting(self):
        """How many messages are in the queue."""
        done = subprocess.run(
            ["postqueue", "-c", self.folder / "conf", "-j"], capture_output=True, timeout=30, check=True
        )
        return done.stdout.count(b"\n")

    def log(self):
        return (self.folder / "maillog").read_text(errors="replace")

    def stop(self):
        self.command("stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
