"""Links to accounts: which hosts carry profiles, and which of their paths are somebody's own.

The table is data about public sites: host, then the shape of a personal path. Sites where an
account stands right under the host are in the word list ``profile_hosts``. Everything else
(videos, posts, events, searches) is content and no one's account.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_ID = r"@?[\w.\-]{2,60}"

# Paths that are content, not people, on sites whose profiles sit right under the host.

_ROOT = re.compile(rf"({_ID})/?(?:\?[^\s]*)?$")
_SHAPES: dict[str, tuple[str, ...]] = {
    "facebook.com": (r"profile\.php\?id=\d+", r"people/[^/\s]+/\d+"),
    "linkedin.com": (r"(?:in|pub)/[\w%\-]{2,}",),
    "youtube.com": (r"@[\w.\-]+", r"(?:c|user|channel)/[\w.\-]+"),
    "snapchat.com": (r"add/[\w.\-]+", r"@[\w.\-]+", r"t/\w+", r"u/[\w.\-]+"),
    "tiktok.com": (r"@[\w.\-]+/?(?:\?\S*)?$",),
    "threads.net": (r"@[\w.\-]+/?(?:\?\S*)?$",),
    "threads.com": (r"@[\w.\-]+/?(?:\?\S*)?$",),
    "wa.me": (r"(?:qr/\w+|message/\w+|\+?\d{6,})",),
    "api.whatsapp.com": (r"send/?\?\S*phone=\S*\d{6,}",),
    "chat.whatsapp.com": (r"\w{5,}",),
    "whatsapp.com": (r"channel/\w+",),
    "discord.gg": (r"[\w\-]{2,}",),
    "discord.com": (r"invite/[\w\-]+", r"users/\d+"),
    "discordapp.com": (r"invite/[\w\-]+", r"users/\d+"),
    "t.me": (r"(?:\+|joinchat/)?[\w\-]{3,}",),
    "telegram.me": (r"(?:\+|joinchat/)?[\w\-]{3,}",),
    "telegram.dog": (r"[\w\-]{3,}",),
    "signal.me": (r"#?\S{3,}",),
    "signal.group": (r"#?\S{3,}",),
    "steamcommunity.com": (r"(?:id|profiles)/[\w\-]+", r"user/[\w\-]+"),
    "s.team": (r"p/\S+",),
    "psnprofiles.com": (r"[\w\-]{3,}",),
    "my.playstation.com": (r"profile/[\w\-]+",),
    "profile.playstation.com": (r"[\w\-]+",),
    "account.xbox.com": (r"\S*gamertag=\S+",),
    "xboxgamertag.com": (r"search/\S+",),
    "roblox.com": (
        r"(?:[a-z]{2}/)?users/\d+",
        r"user\.aspx\?\S+",
        r"share\?code=\S+",
        r"users/profile\?username=\S+",
    ),
    "twitch.tv": (r"(?!videos/|directory|p/)[\w]{3,}/?$",),
    "reddit.com": (r"u(?:ser)?/[\w\-]{2,}/?$",),
    "bsky.app": (r"profile/[\w.\-]+/?$",),
    "open.spotify.com": (r"user/[\w.\-]+",),
    "spotify.com": (r"(?:[a-z]{2}/)?user/[\w.\-]+",),
    "vinted.co.uk": (r"member/\S+",),
    "vinted.com": (r"member/\S+",),
    "ebay.co.uk": (r"usr/\S+",),
    "ebay.com": (r"usr/\S+",),
    "strava.com": (r"athletes/\S+", r"clubs/\S+"),
    "cash.app": (r"[$£]\w+",),
    "pinterest.com": (r"(?!pin/|ideas/|search|topics)[\w.\-]+/?$",),
    "soundcloud.com": (r"[\w\-]+/?$",),
    "meetup.com": (r"members/\S+",),
    "goodreads.com": (r"user/\S+",),
    "duolingo.com": (r"profile/\S+",),
    "clubhouse.com": (r"@\S+",),
    "vk.com": (r"id\d+", r"[\w.]{3,}/?$"),
    "wattpad.com": (r"user/\S+",),
    "xing.com": (r"profile/\S+",),
    "music.apple.com": (r"profile/\S+",),
    "invite.viber.com": (r"\?\S+",),
    "invites.viber.com": (r"\S+",),
    "groupme.com": (r"join_group/\S+",),
    "line.me": (r"(?:ti|r)/\S+",),
    "join.skype.com": (r"\S+",),
    "houseparty.com": (r"add/\S+",),
    "yubo.live": (r"\S+",),
}
_COMPILED = {host: re.compile("|".join(shapes)) for host, shapes in _SHAPES.items()}
_PREFIXES = ("www.", "m.", "en-gb.", "en.", "uk.", "mobile.", "web.", "old.", "gb.", "mbasic.", "l.")
_SHORT_LINK = re.compile(r"(?=.*\d)[a-z0-9]{6,10}/?$")
_AT_PATH = re.compile(r"@[\w.\-]{2,}/?$")


def profile_kind(host: str, path: str, words: Mapping[str, frozenset[str]]) -> str:
    """``profile`` where the path is somebody's account or an invitation, ``content`` where the
    site is known and the path is not, empty for other sites."""
    for prefix in _PREFIXES:
        if host.startswith(prefix) and host.count(".") > 1:
            host = host[len(prefix) :]
            break
    path = path.rstrip(".,;:!?)'\"’”")
    if host == "fb.me" and _SHORT_LINK.match(path):
        return "content"
    shapes = _COMPILED.get(host)
    if shapes is not None and shapes.match(path):
        return "profile"
    if host in words.get("profile_hosts", ()):
        first = path.split("/", 1)[0].split("?", 1)[0].removeprefix("@")
        rest = path.partition("/")[2].strip("/")
        if (
            first
            and first not in words.get("link_content", ())
            and _ROOT.match(path.split("/", 1)[0])
            and (not rest or host in _MONEY)
        ):
            return "profile"
        if first == "groups" and rest and "/" not in rest:
            return "group"
        return "content"
    if shapes is not None:
        return "content"
    return "profile" if _AT_PATH.match(path) else ""


_MONEY = frozenset({"paypal.me", "monzo.me", "revolut.me"})
