"""Who may import whom. The order of the capabilities is written here and nowhere else."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMPANIES = "journal reference territories people directory sizes lists intake imports aid"
PROGRAMME = (
    "feedback "
    "editions indicators onboarding evidence tracks tutors agreements milestones reports sessions measures funding"
    " campaigns workshops tallies counters breakdowns preferences turns reminders notices letters companyfile"
    " dashboards desk mailroom home results workbook exports monitoring backups public cast scenes crowd volume demo"
)
ORDER = [f"companies.{name}" for name in COMPANIES.split()] + [f"programme.{name}" for name in PROGRAMME.split()]
# The index of an app's tables stands on its top floor: programme may use that of companies, no capability its own.
SHOP_WINDOWS = {"companies.models": ORDER[len(COMPANIES.split()) - 1], "programme.models": ORDER[-1]}
GROUND = {"errors", "ui", "words", "charts", "paging", "filters", "admin"}

LEAVES = {"states", "rules", "readers", "writers"}
FACTS = LEAVES | {"models"}
READS = FACTS | {"access", "queries"}
VERBS = READS | {"actions", "gateway"}
MAY_IMPORT = {
    **dict.fromkeys(("states", "readers", "writers"), LEAVES),
    **dict.fromkeys(("rules", "models"), FACTS),  # a rule may be handed a row; it never fetches one
    **dict.fromkeys(("access", "queries"), READS),
    **dict.fromkeys(("actions", "gateway"), VERBS),
    **dict.fromkeys(("forms", "filters"), READS | {"forms", "filters"}),
    "views": VERBS - {"gateway"} | {"forms", "filters"},
    "tasks": VERBS | {"forms"},  # a door too: a list that is to become a file is asked by its address
    "urls": {"views"},
    "admin": READS,
    "translation": FACTS,
    "command": VERBS,
    "inspector": set(),  # a program of its own, run without settings and database
}


def place(path: Path) -> tuple[str, str]:
    """Capability and role of a file; an index file of an app and a management command have no capability."""
    app, *middle, _name = path.relative_to(ROOT).parts
    if not middle:
        return "", f"index of {path.stem}"
    return ("", "command") if middle[0] == "management" else (f"{app}.{middle[0]}", path.stem)


def imported(tree: ast.Module) -> Iterator[tuple[ast.stmt, list[str]]]:
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        yield from ((node, name.split(".")) for name in names)


def inside_functions(tree: ast.Module) -> set[ast.AST]:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return {node for function in functions for node in ast.walk(function)}


def complaint(capability: str, role: str, target: list[str]) -> str:
    """Why this import is refused; empty when it is fine."""
    if ".".join(target).startswith(("django.dispatch", "django.db.models.signals")):
        return "signals are not used"
    if target[0] == "sme4green":
        return "" if target[1] in GROUND else f"sme4green lends only {', '.join(sorted(GROUND))}"
    if target[0] not in ("companies", "programme"):
        return ""
    theirs, their_role = ".".join(target[:2]), [*target, "", ""][2]
    if theirs in SHOP_WINDOWS:
        theirs, their_role = SHOP_WINDOWS[theirs], "models"
    if role.startswith("index of"):
        kinds = {role.removeprefix("index of "), "models"}
        return "" if their_role in kinds else "an index file imports tables and its own kind only"
    if strange := {theirs, capability or theirs} - set(ORDER):
        return f"{', '.join(strange)} has no place in the order"
    if capability and ORDER.index(theirs) > ORDER.index(capability):
        return f"{theirs} lies above {capability}"
    return "" if their_role in MAY_IMPORT[role] else f"{role} does not import {their_role}"


def test_imports_go_downwards() -> None:
    wrong = []
    for path in sorted(file for app in ("companies", "programme") for file in (ROOT / app).rglob("*.py")):
        if "migrations" in path.parts or path.stem in ("__init__", "apps"):
            continue
        capability, role = place(path)
        tree = ast.parse(path.read_text())
        hidden = inside_functions(tree)
        for node, target in imported(tree):
            reason = "an import stands at the top of its file" if node in hidden else ""
            if reason := reason or complaint(capability, role, target):
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {'.'.join(target)}: {reason}")
    assert not wrong, "\n".join(wrong)


def test_the_grounds_know_nothing_of_the_apps() -> None:
    for path in (ROOT / "sme4green" / f"{name}.py" for name in GROUND):
        if path.exists():
            apps = [
                target for _node, target in imported(ast.parse(path.read_text())) if target[0] in ORDER[0] + ORDER[-1]
            ]
            assert not apps, f"{path.name} imports {apps}"


def test_every_capability_folder_has_its_place_in_the_order() -> None:
    folders = {
        f"{app}.{file.parent.name}" for app in ("companies", "programme") for file in (ROOT / app).glob("*/__init__.py")
    }
    strange = (
        folders
        - set(ORDER)
        - {f"{app}.{name}" for app in ("companies", "programme") for name in ("migrations", "management")}
    )
    assert not strange
