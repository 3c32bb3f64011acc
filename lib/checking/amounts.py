"""Text to hours and money: the whole text must have the declared form; what has not is null, never a guess."""

from __future__ import annotations

import polars as pl

from lib.checking.formats import Formats

_CLOCKS = {  # hours and minutes, in two groups
    "hh:mm": r"^-?(\d{1,5}):([0-5]\d)(?::00)?$",
    "hh.mm": r"^-?(\d{1,5})\.([0-5]\d)$",
    "hhmm": r"^-?(\d{0,5})([0-5]\d)$",
    "7h30": r"^-?(\d{1,5}) ?[hH] ?([0-5]?\d)?$",
}
_MINUS = "\u2212"


def decimal(text: pl.Expr, formats: Formats) -> pl.Expr:
    """Digits with a decimal mark; a sign before them. No exponent, no NaN, no thousands."""
    mark = "," if formats.decimal_mark == "," else r"\."
    form = text.str.contains(rf"^[+-]?(\d{{1,15}}({mark}\d{{0,12}})?|{mark}\d{{1,12}})$")
    return pl.when(form).then(_float(text, formats))


def money(text: pl.Expr, formats: Formats) -> pl.Expr:
    """An amount with or without its currency sign (£ $ €, before or after), thousands in threes, below zero by a sign before or
    after, or by brackets: `£1,234.56`, `(123.45)`, `$-140.00`, `1.234,56 €`."""
    bare = _bare(text)
    mark, thousands = (",", r"[.']") if formats.decimal_mark == "," else (r"\.", "[,']")
    digits = rf"(\d{{1,15}}|\d{{1,3}}({thousands}\d{{3}})+)({mark}\d{{0,4}})?|{mark}\d{{1,4}}"
    form = bare.str.contains(rf"^([+-]?({digits})|({digits})-|\(({digits})\))$")
    below = bare.str.contains(r"[-(]")
    amount = _float(bare.str.replace_all(rf"[()+-]|{thousands}", ""), formats)
    return pl.when(form).then(pl.when(below).then(-amount).otherwise(amount))


def _bare(text: pl.Expr) -> pl.Expr:
    """Without one currency sign and the blanks about it; two signs stay, and are no amount."""
    return (
        text.str.replace_all(_MINUS, "-")
        .str.replace(r"[£$€]", "")
        .str.replace_all(r"(^|[^\d])[ \u00a0]+|[ \u00a0]+($|[^\d])", "$1$2")
    )


def hours(text: pl.Expr, formats: Formats) -> pl.Expr:
    """Decimal hours from the declared form; null where the text has another."""
    if formats.hours == "decimal":
        return decimal(text, formats)
    if formats.hours == "minutes":
        return decimal(text, formats) / 60
    text = text.str.replace(r"^(\d)$", "0$1") if formats.hours == "hhmm" else text  # 5 is five minutes past midnight
    parts = text.str.extract_groups(_CLOCKS[formats.hours])
    whole, minutes = (parts.struct[place].replace("", "0").cast(pl.Float64, strict=False) for place in (0, 1))
    value = whole + minutes.fill_null(0) / 60
    return pl.when(text.str.starts_with("-")).then(-value).otherwise(value)


def _float(text: pl.Expr, formats: Formats) -> pl.Expr:
    point = text.str.replace(",", ".", literal=True) if formats.decimal_mark == "," else text
    return point.str.strip_prefix("+").cast(pl.Float64, strict=False)
