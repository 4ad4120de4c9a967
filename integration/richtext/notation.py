"""The plain notation of formatted text: what people without JavaScript type and see.

Empty lines make paragraphs, "- " and "1. " lists, "## " headings; **bold**, __italic__, [text](address); addresses
are links by themselves. A backslash before one of these signs keeps it as it is. What is written here is read back as
the same blocks.
"""

import re
from collections.abc import Iterable

from integration.richtext.markup import LISTS, PLAIN, URL, Block, Run, Style, arrange, href_of, tidy

MONTHS = r"(?:Jan|Feb|Mär|Maer|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)"  # "1. Mai" is a day, not an item
HEADING = re.compile(r"#{1,6}[ \t]+(?=\S)")
ITEM = re.compile(rf"([ \t]*)(?:([-*•·–])|(\d{{1,3}})(?:\.(?![ \t]+{MONTHS})|\)))[ \t]+(?=\S)")
TOKEN = re.compile(
    r"\\(?P<sign>[\\/*_\[\]().#•·–-])"
    r"|\[(?P<words>(?:\\[\\/*_\[\]().#•·–-]|[^\[\]\n\\]){1,1000})\]\((?P<href>[^\s()]{1,2000})\)"
    r"|(?P<mark>\*\*|__)"
    r"|https?://[^\s<>\"'`\\\[\]*]*[^\s<>\"'`\\\[\]*_]"  # marks within an address are none
)
CLOSING = {"**": re.compile(r"(?<=\S)\*\*"), "__": re.compile(r"(?<=\S)__")}
ESCAPED = re.compile(r"\\([\\/*_\[\]().#•·–-])")
SIGNS = re.compile(r"[\\*_\[\]]|(?<=:)/(?=/)")


def read_plain(text: str) -> list[Block]:
    """Return the blocks of a text in the plain notation."""
    blocks: list[Block] = []
    lines: list[str] = []  # of the paragraph or the item that is being read
    item: tuple[str, int] | None = None

    def finish() -> None:
        if lines:
            kind, depth = item or ("p", 0)
            blocks.append(Block(kind, read_inline("\n".join(lines)), depth))
        lines.clear()

    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        marker = ITEM.match(line)
        if marker and marker[3] and int(marker[3]) != 1 and item is None:
            marker = None  # "3. Quartal": a list begins with its first item
        if not line.strip():
            finish()
        elif heading := HEADING.match(line):
            finish()
            item = None
            blocks.append(Block("h3", read_inline(line[heading.end() :])))
        elif marker:
            finish()
            item = ("ol" if marker[3] else "ul", len(marker[1].expandtabs(2)) // 2)
            lines.append(line[marker.end() :])
        elif item and lines and line.startswith("  "):
            lines.append(line.strip())
        else:
            if item:
                finish()
                item = None
            lines.append(line.strip())
    finish()
    return arrange(blocks)


def read_inline(text: str) -> tuple[Run, ...]:
    """Return the formatted signs of one block."""
    runs: list[Run] = []
    bold = italic = False
    hopeless: set[str] = set()  # marks that nothing closes any more
    place = 0
    for token in TOKEN.finditer(text):
        style = Style(bold, italic)
        runs.append((text[place : token.start()], style))
        place = token.end()
        if token["sign"]:
            runs.append((token["sign"], style))
        elif token["mark"]:
            mark = token["mark"]
            is_open = bold if mark == "**" else italic
            if is_open:
                is_mark = not text[token.start() - 1].isspace()
            else:
                is_mark = mark not in hopeless and text[place : place + 1].strip() != ""
                if is_mark and not CLOSING[mark].search(text, place + 1):
                    hopeless.add(mark)
                    is_mark = False
            if not is_mark:
                runs.append((mark, style))
            elif mark == "**":
                bold = not bold
            else:
                italic = not italic
        elif token["href"] and (href := href_of(token["href"])):
            runs.append((ESCAPED.sub(r"\1", token["words"]), style._replace(href=href)))
        else:
            runs.append((token[0], style))
    runs.append((text[place:], Style(bold, italic)))
    return tidy((sign, style) for piece, style in runs for sign in piece)


def write_plain(blocks: Iterable[Block]) -> str:
    """Return blocks in the plain notation."""
    written: list[str] = []
    numbers: dict[int, int] = {}  # of the last item, by level
    previous = Block("p", ())
    for block in blocks:
        is_item, follows_item = block.kind in LISTS, previous.kind in LISTS
        is_new_list = block.depth == previous.depth == 0 and block.kind != previous.kind
        if written:
            written.append("\n" if is_item and follows_item and not is_new_list else "\n\n")
        inner = write_inline(block.runs, is_item=is_item, follows_item=follows_item)
        if is_item:
            if not follows_item or previous.depth < block.depth:
                numbers[block.depth] = 0
            numbers[block.depth] = numbers[block.depth] + 1 if block.kind == "ol" else 0
            dot = ")" if re.match(MONTHS, inner) else "."
            marker = f"{numbers[block.depth]}{dot} " if block.kind == "ol" else "- "
            indent = "  " * block.depth
            inner = indent + marker + inner.replace("\n", f"\n{indent}  ")
        written.append(f"## {inner}" if block.kind == "h3" else inner)
        previous = block
    return "".join(written)


def write_inline(runs: tuple[Run, ...], *, is_item: bool, follows_item: bool) -> str:
    """Return one block in the plain notation; with backslashes only where it would be read differently without."""
    written = ""
    for escapes in (False, True):
        lines = _write_runs(runs, escapes=escapes).split("\n")
        written = "\n".join(
            _keep_start(line, is_in_list=is_item or (follows_item and not place)) for place, line in enumerate(lines)
        )
        if read_inline(written) == runs:
            break
    return written


def _keep_start(line: str, *, is_in_list: bool) -> str:
    """Return a line so that it is not read as a heading or an item."""
    item = ITEM.match(line)
    if item and item[3] and (int(item[3]) == 1 or is_in_list):
        return f"{item[3]}\\{line[len(item[3]) :]}"
    return f"\\{line}" if HEADING.match(line) or (item and item[2]) else line


def _write_runs(runs: tuple[Run, ...], *, escapes: bool) -> str:
    written = ""
    now = PLAIN
    for text, style in [*runs, ("", PLAIN)]:
        written += "__" * (now.italic and not style.italic) + "**" * (now.bold and not style.bold)
        written += "**" * (style.bold and not now.bold) + "__" * (style.italic and not now.italic)
        now = style
        is_bare = not style.href or (not escapes and href_of(text) == style.href and URL.fullmatch(text))
        words = text if is_bare and not escapes else SIGNS.sub(r"\\\g<0>", text)
        written += words if is_bare else f"[{words}]({style.href})"
    return written
