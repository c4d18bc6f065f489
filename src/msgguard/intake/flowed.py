"""format=flowed (RFC 3676): lines that a mail program broke, put together again."""

from __future__ import annotations


def unflow(text: str, *, delsp: bool) -> str:
    """Join flowed lines of one quote depth; ``delsp`` drops the blank at the break.

    >>> unflow("one \\ntwo\\n> a \\n> b", delsp=False)
    'one two\\n> a b'
    """
    lines: list[str] = []
    depth = -1
    open_line = False
    for raw in text.split("\n"):
        content = raw.lstrip(">")
        quoted = len(raw) - len(content)
        content = content.removeprefix(" ")
        if open_line and quoted == depth and content != "-- ":
            joint = lines[-1][:-1] if delsp else lines[-1]
            lines[-1] = joint + content
        else:
            lines.append(f"{'>' * quoted} {content}" if quoted else content)
        depth = quoted
        open_line = content.endswith(" ") and content != "-- "
    return "\n".join(lines)
