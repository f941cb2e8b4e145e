"""Imports what Flipbook imports, Discord's part last, and prints the resident mebibytes before and after it.

Run with `python -m benchmarks.discord_imports`. It must import nothing itself that would hide what it looks for.
"""

import ast
import importlib
from pathlib import Path

_COMPOSITION_ROOT = Path(__file__).resolve().parents[1] / "bot" / "application"
_DISCORD, _ROOM = "adapters.discord", "bot.application"
_KIBIBYTES_IN_A_MEBIBYTE = 1024


def read_resident_mebibytes(process: int | str) -> float:
    """Return how much of a process is in memory."""
    for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / _KIBIBYTES_IN_A_MEBIBYTE
    message = f"process {process} tells nothing of its memory"
    raise LookupError(message)


def main() -> None:
    """Import in turn and print."""
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in sorted(_COMPOSITION_ROOT.glob("*.py"))]
    nodes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names = [node.module for node in nodes if node.module is not None]
    for name in names:
        if not name.startswith((_DISCORD, _ROOM)):
            importlib.import_module(name)
    before = read_resident_mebibytes("self")
    for name in names:
        importlib.import_module(name)
    print(f"{before:.2f} {read_resident_mebibytes('self'):.2f}")


if __name__ == "__main__":
    main()
