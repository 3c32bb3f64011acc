"""`users list|add|disable`: who may sign in. Role and scope stand in the casebook alone; each change is an audit event."""

from __future__ import annotations

import argparse
from typing import Any

from lib import casebook
from lib.casebook import User
from lib.commands import Command
from lib.errors import Refused
from lib.grant import EVERYWHERE, local_operator
from lib.roles import ROLES

LOCAL = "local"


def _arguments(parser: argparse.ArgumentParser) -> None:
    below = parser.add_subparsers(dest="do", required=True, metavar="list|add|disable")
    _json(below.add_parser("list", help="who may sign in"))
    added, disabled = below.add_parser("add", help="let somebody in"), below.add_parser("disable", help="shut somebody out")
    for each in (added, disabled):
        _json(each)
        each.add_argument("name", metavar="NAME", help="the subject, as the identity provider calls them; with --local any name")
        each.add_argument("--issuer", help="the identity provider's issuer")
        each.add_argument("--local", action="store_true", help="somebody at this machine: add prints a one-time link")
    added.add_argument("--role", choices=ROLES, help="with --local it need not be said: analyst")
    added.add_argument("--unit", nargs="+", action="extend", metavar="CODE", help="units whose subtrees are open; default: all")
    added.add_argument("--port", type=int, default=8501, help="the port of the app on this machine, for the link")


def _json(parser: argparse.ArgumentParser) -> None:
    """`--json` behind the second word as well."""
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON document on stdout")


def _run(args: argparse.Namespace) -> dict[str, Any] | list[dict[str, Any]]:
    if args.do == "list":
        return [_told(user) for user in casebook.users()]
    if args.do == "disable":
        return {"disabled": _told(casebook.disable(local_operator(), _issuer(args), args.name))}
    return _add(args)


def _issuer(args: argparse.Namespace) -> str:
    if args.local:
        return LOCAL
    if not args.issuer:
        raise Refused("an issuer is needed", "Name the identity provider: --issuer URL, or sign in on this machine: --local")
    return args.issuer


def _add(args: argparse.Namespace) -> dict[str, Any]:
    role = args.role or ("analyst" if args.local else "")
    if not role:
        raise Refused("a role is needed", f"Choose one: --role {'|'.join(ROLES)}")
    user = _known(args) or casebook.add(local_operator(), _issuer(args), args.name, role, args.unit or EVERYWHERE)
    if not args.local:
        return {"added": _told(user)}
    token = casebook.one_time_link(local_operator(), user)
    return {"added": _told(user), "link": f"http://127.0.0.1:{args.port}/sign-in?link={token}"}


def _known(args: argparse.Namespace) -> User | None:
    """Somebody who had a local link before and gets another: rights stay as they are."""
    if not args.local or args.role or args.unit:
        return None
    same = (user for user in casebook.users() if (user.issuer, user.subject) == (LOCAL, args.name))
    return next((user for user in same if user.disabled_at is None), None)


def _told(user: User) -> dict[str, Any]:
    return {
        "issuer": user.issuer,
        "subject": user.subject,
        "role": user.role,
        "scope": sorted(user.scope),
        "disabled": user.disabled_at is not None,
    }


def _words(result: dict[str, Any] | list[dict[str, Any]]) -> str:
    told = result if isinstance(result, list) else [each for name, each in result.items() if name != "link"]
    lines = [f"{each['subject']} ({each['issuer']}): {each['role']}, {', '.join(each['scope'])}" for each in told]
    if isinstance(result, dict) and "link" in result:
        lines.append(f"Paste this once into the address bar of a browser on this machine, within a day:\n{result['link']}")
    return "\n".join(lines) or "Nobody has been let in yet."


COMMANDS = (Command("users", "who may sign in: list, add, disable", _arguments, _run, _words),)
