"""A stream of bytes to blocks of whole lines, decoded: what is no delimited text is refused before a line is read."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from lib.errors import Refused, Where

LONGEST_LINE = 64 * 2**20
"""Bytes without a line end after which a file is no table of lines."""
_DISGUISES = (
    (b"PK\x03\x04", "an Excel workbook or a zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"PAR1", "a Parquet file"),
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
)
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"{\\rtf")


@dataclass(frozen=True)
class Block:
    """Whole lines of a file, as decoded text without its last line end. `undecoded`: places (from 0) of lines that are not in
    the encoding; `last`: nothing follows."""

    text: str
    undecoded: frozenset[int]
    last: bool


def blocks(stream: IO[bytes], file: str, encoding: str, size: int) -> Iterator[Block]:
    """The lines of a file, about `size` bytes at a time; empty lines at the end of the file are not there.

    Raises Refused for what is no text of lines: empty, a workbook, a page, lines that end in CR alone, text in another encoding.
    """
    wide = codecs.lookup(encoding).name.startswith(("utf-16", "utf-32"))
    texts = _wide(stream, file, encoding, size) if wide else _narrow(stream, file, encoding, size)
    waiting = ""
    held: tuple[str, frozenset[int]] | None = None
    for text, undecoded in texts:
        whole = waiting + text
        shift = waiting.count("\n")
        kept = whole.rstrip("\r\n")
        if not kept:
            waiting = whole
            continue
        if held is not None:
            yield Block(held[0], held[1], False)
        waiting = whole[len(kept) :].lstrip("\r").removeprefix("\n")
        held = (kept, frozenset(place + shift for place in undecoded))
    if held is None or not held[0].strip():
        raise Refused("the file is empty", "Export it again, or take it out of the profile.", Where(file))
    yield Block(held[0], held[1], True)


def _refuse_disguise(start: bytes, file: str, wide: bool) -> None:
    kind = next((what for magic, what in _DISGUISES if start.startswith(magic) and not (wide and "UTF-16" in what)), None)
    if kind is None and start[:512].lstrip().lower().startswith(_MARKUP):
        kind = "a web page or a markup document"
    if kind:
        raise Refused(f"the file is {kind}, not delimited text", "Save it as CSV in the declared encoding.", Where(file))


def _pieces(stream: IO[bytes], file: str, size: int) -> Iterator[bytes]:
    """The bytes in pieces that end with a line end (the last may not). Raises Refused where no line ends."""
    rest = bytearray()
    while block := stream.read(size):
        cut = block.rfind(b"\n") + 1
        if cut:
            yield bytes(rest) + block[:cut]
            rest = bytearray(block[cut:])
            continue
        rest += block
        if len(rest) > LONGEST_LINE:
            raise Refused("a line never ends", "Save it with line ends LF or CRLF.", Where(file))
    if rest:
        yield bytes(rest)


def _narrow(stream: IO[bytes], file: str, encoding: str, size: int) -> Iterator[tuple[str, set[int]]]:
    first, any_end = True, False
    for piece in _pieces(stream, file, size):
        if first:
            _refuse_disguise(piece[:512], file, wide=False)
        any_end = any_end or b"\n" in piece
        if not any_end and b"\r" in piece.strip(b"\r"):
            raise Refused("lines end in CR alone", "Save it with line ends LF or CRLF.", Where(file))
        text, undecoded = _decoded(piece, encoding)
        yield (text.removeprefix("\ufeff") if first else text), undecoded
        first = False


def _decoded(data: bytes, encoding: str) -> tuple[str, set[int]]:
    """The text, and the places of lines that are not in the encoding (with replacement characters in the text)."""
    try:
        return data.decode(encoding), set()
    except UnicodeDecodeError:
        pass
    lines, wrong = [], set()
    for place, line in enumerate(data.split(b"\n")):
        try:
            lines.append(line.decode(encoding))
        except UnicodeDecodeError:
            wrong.add(place)
            lines.append(line.decode(encoding, errors="replace"))
    return "\n".join(lines), wrong


def _wide(stream: IO[bytes], file: str, encoding: str, size: int) -> Iterator[tuple[str, set[int]]]:
    """Encodings whose line ends are more than one byte: decoded as a stream; a part that does not decode refuses the file."""
    decoder = codecs.getincrementaldecoder(encoding)()
    first, rest = True, ""
    while True:
        block = stream.read(size)
        if first:
            _refuse_disguise(block[:512], file, wide=True)
        try:
            text = rest + decoder.decode(block, final=not block)
        except UnicodeError:  # not only of bytes: UTF-16 without the mark that says in which order they are
            fix = "Declare the right `encoding` in the profile."
            raise Refused("the file is not in the declared encoding", fix, Where(file)) from None
        text = text.removeprefix("\ufeff") if first else text
        first = False
        cut = text.rfind("\n") + 1 if block else len(text)
        rest = text[cut:]
        if cut:
            if "\n" not in text and "\r" in text.strip("\r"):
                raise Refused("lines end in CR alone", "Save it with line ends LF or CRLF.", Where(file))
            yield text[:cut], set()
        if not block:
            return
