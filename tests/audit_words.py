"""What the source writes into the audit chain, read from the calls themselves: no list has to be kept."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

import dabiao

SOURCE = Path(dabiao.__file__).parent


@dataclass(frozen=True, slots=True)
class Written:
    """What one call says, and where it stands; None for what is only known when it runs."""

    where: str
    action: str | None
    resource: str | None


def written() -> list[Written]:
    """Every call of ``writing(…)`` and of ``audit.append(…)``, constants resolved."""
    found = []
    for path, module, tree in _modules():
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call):
                continue
            named = {one.arg: one.value for one in call.keywords}
            if isinstance(call.func, ast.Name) and call.func.id == "writing":
                found.append(Written(f"{path}:{call.lineno}", None, _value(module, call.args[2])))
            elif ast.unparse(call.func) == "audit.append":
                action, resource = (_value(module, named[name]) for name in ("action", "resource"))
                found.append(Written(f"{path}:{call.lineno}", action, resource))
    return found


def figures() -> dict[str, str]:
    """Names of the figures written before and after, as far as they stand in the source, each with one place."""
    found: dict[str, str] = {}
    for path, _module, tree in _modules():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Dict):
                continue
            targets = [
                each
                for one in node.targets
                for each in (one.elts if isinstance(one, ast.Tuple) else [one])
                if isinstance(each, ast.Attribute) and ast.unparse(each) in ("entry.before", "entry.after")
            ]
            for key in node.value.keys if targets else ():
                if isinstance(key, ast.Constant):
                    found.setdefault(str(key.value), f"{path}:{node.lineno}")
    return found


def _modules() -> Iterator[tuple[str, ModuleType, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text("utf-8")
        if "writing(" in text or "audit.append(" in text or "entry.after" in text:
            name = ".".join(("dabiao", *path.relative_to(SOURCE).with_suffix("").parts))
            yield str(path.relative_to(SOURCE)), import_module(name), ast.parse(text)


def _value(module: ModuleType, node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant):
        return str(node.value)
    return getattr(module, node.id, None) if isinstance(node, ast.Name) else None
