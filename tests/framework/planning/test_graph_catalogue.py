"""Graphs that installed packages ship: found by their names, in a process in which such packages are installed."""

from __future__ import annotations

import json
import os
import py_compile
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from backedge.planning.graph_catalogue import GraphCatalogue, catalogue

GRAPH = """# Counts.
type: "{type}"
input_stream: "IN:a"
output_stream: "OUT:b"
node {{ calculator: "{calculator}" input_stream: "a" output_stream: "b" name: "{name}" }}
"""
CALCULATORS = """
from backedge import calculator, subgraphs

@calculator("AcmeCalculator")
def AcmeCalculator(number: int) -> int:
    return number
"""
USER = """
from backedge import calculator

@calculator("{name}")
def Mine(image: int) -> int:
    return image
"""
PROGRAM = """
import json, logging, sys
from backedge import ConfigError
from backedge.planning import build_graph

def build(text):
    try:
        plan = build_graph(text)
    except ConfigError as error:
        return [str(error)]
    return [*(node.name for node in plan.nodes), *map(str, plan.warnings)]

messages = []
handler = logging.Handler()
handler.emit = lambda record: messages.append(record.getMessage())
logging.getLogger("backedge").addHandler(handler)
logging.getLogger("backedge").setLevel("INFO")
print(json.dumps([*map(build, json.load(sys.stdin)), messages]))
"""


def naming(name: str, tag_in: str = "IN:", tag_out: str = "OUT:") -> str:
    """A graph with one node, that names `name`."""
    return f'input_stream: "a" node {{ calculator: "{name}" input_stream: "{tag_in}a" output_stream: "{tag_out}b" }}'


HANDS = naming("HandTracking", "IMAGE:", "LANDMARKS:")


class Site:
    """A folder of packages that are installed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def install(self, package: str, entry_points: dict[str, str], files: dict[str, str]) -> None:
        """Install a package with such files that announces what `entry_points` has, by group."""
        for name, text in {"__init__.py": "", **files}.items():
            path = self.folder / package / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        metadata = self.folder / f"{package}-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        groups = "".join(f"[backedge.{group}]\n{package} = {value}\n" for group, value in entry_points.items())
        (metadata / "entry_points.txt").write_text(groups)

    def build(self, *texts: str, before: str = "") -> list[list[str]]:
        """What comes of graphs, one after the other, in a process of its own, after the statements in `before`.

        Returns:
            Of each graph the names of its nodes, and its warnings, or the error; and at the end the log.
        """
        done = subprocess.run(
            [sys.executable, "-c", before + PROGRAM],
            input=json.dumps(texts),
            env={**os.environ, "PYTHONPATH": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found: list[list[str]] = json.loads(done.stdout)
        return found


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A folder without packages."""
    return Site(tmp_path)


def graph(type_name: str, name: str = "inside", calculator: str = "PassThroughCalculator") -> str:
    """The text of a graph with one node."""
    return GRAPH.format(type=type_name, name=name, calculator=calculator)


def test_a_package_ships_graphs(site: Site) -> None:
    """All graphs in its folder, and in those inside it, are known to the first graph that names one."""
    files = {"top.pbtxt": graph("AcmeTop"), "deep/down.pbtxt": graph("AcmeDown")}
    site.install("acme", {"graphs": "acme"}, files)
    assert site.build(naming("AcmeTop"), naming("AcmeDown")) == [["acmetop__inside"], ["acmedown__inside"], []]


def test_the_graphs_of_a_package_may_use_its_calculators_and_each_other(site: Site) -> None:
    """A package announces both."""
    inner = graph("AcmeInner", calculator="AcmeCalculator").replace('"a" out', '"NUMBER:a" out')
    outer = graph("AcmeOuter", calculator="AcmeInner").replace('"a" out', '"IN:a" out').replace('"b" na', '"OUT:b" na')
    files = {"calculators.py": CALCULATORS, "inner.pbtxt": inner, "outer.pbtxt": outer}
    site.install("acme", {"graphs": "acme", "calculators": "acme.calculators"}, files)
    assert site.build(naming("AcmeOuter")) == [["acmeouter__inside__inside"], []]


def test_graphs_that_a_package_of_calculators_registers_are_known_at_the_first_use(site: Site) -> None:
    """The calculators are imported before it is said that there is no such subgraph."""
    calculators = f"{CALCULATORS}\nsubgraphs.register({graph('AcmeRegistered')!r})\n"
    site.install("acme", {"calculators": "acme.calculators"}, {"calculators.py": calculators})
    assert site.build(naming("AcmeRegistered")) == [["acmeregistered__inside"], []]


def test_further_names_of_a_graph(site: Site) -> None:
    """A node may name an alias; the log says what it stands for, once."""
    init = 'GRAPH_ALIASES = {"AcmeGpu": "AcmeCpu"}'
    site.install("acme", {"graphs": "acme"}, {"__init__.py": init, "cpu.pbtxt": graph("AcmeCpu")})
    once = ["acmegpu__inside"]
    assert site.build(naming("AcmeGpu"), naming("AcmeGpu")) == [once, once, ["AcmeGpu is run as AcmeCpu"]]


def test_options_that_a_package_declares(site: Site) -> None:
    """A graph may have options whose type is declared where the package is imported."""
    init = (
        "from backedge import Message, field\n"
        'class AcmeOptions(Message, name="acme.AcmeOptions"):\n    number: int = field(1)\n'
    )
    text = graph("AcmeTop") + "graph_options { [type.googleapis.com/acme.AcmeOptions] { number: 1 } }"
    site.install("acme", {"graphs": "acme"}, {"__init__.py": init, "top.pbtxt": text})
    assert site.build(text, naming("AcmeTop")) == [["inside"], ["acmetop__inside"], []]


def test_a_package_takes_no_built_in_away(site: Site) -> None:
    """Ours are there first, however the packages are called; of a graph the log tells."""
    files = {f"{name}.pbtxt": graph(name) for name in ("HandTracking", "MergeCalculator", "AcmeOther")}
    site.install("a_first", {"graphs": "a_first"}, files)
    hands, merge, other, log = site.build(HANDS, naming("MergeCalculator", "", ""), naming("AcmeOther"))
    assert (hands[0], merge, other) == (
        "handtracking__BoundedIntSidePacketCalculator",
        ["MergeCalculator"],
        ["acmeother__inside"],
    )
    ours, theirs = catalogue.files("HandTracking")[0].path, site.folder / "a_first" / "HandTracking.pbtxt"
    assert log == [f'nodes that name "HandTracking" get {ours}, which was there first, and not {theirs}']


def test_a_graph_of_our_calculators_imports_no_package(site: Site) -> None:
    """Packages are looked at when a name is not ours, whatever that may be."""
    site.install("acme", {"calculators": "acme", "graphs": "acme"}, {"__init__.py": "raise RuntimeError('imported')"})
    merge = naming("MergeCalculator", "", "")
    assert site.build(merge) == [["MergeCalculator"], []]
    named, (unknown,), log = site.build(merge, naming("AcmeCalculator", "", ""))
    assert named == ["MergeCalculator"]
    assert [line.partition(" of acme")[0] for line in log] == ['the plug-in "acme" (acme)'] * 2
    assert "RuntimeError: imported" in unknown


def test_a_package_takes_no_calculator_of_ours_away(site: Site) -> None:
    """Neither by a calculator nor by a subgraph: such a package is broken, whichever graph needs it."""
    for package, line in {
        "a_first": f"subgraphs.register({graph('MergeCalculator')!r})",
        "b_second": "calculator('MergeCalculator')(AcmeCalculator)",
        "c_third": "subgraphs.register_provider('InferenceCalculator', AcmeCalculator)",
    }.items():
        own = CALCULATORS.replace('"AcmeCalculator"', f'"{package}.Calculator"')
        site.install(package, {"calculators": package}, {"__init__.py": own + line})
    merge, theirs = naming("MergeCalculator", "", ""), naming("c_third.Calculator", "NUMBER:", "")
    first, second, third, log = site.build(merge, theirs, merge)
    assert (first, second, third) == (["MergeCalculator"], ["c_third.Calculator"], ["MergeCalculator"])
    assert sorted(line.partition("RegistrationError: ")[2].partition(", by")[0] for line in log) == [
        '"MergeCalculator" is a calculator of backedge; give the subgraph another name',
        'calculator "MergeCalculator" is registered twice',
        'subgraph "InferenceCalculator" is registered twice, with different contents',
    ]


def test_a_package_says_where_its_calculators_are(site: Site) -> None:
    """Only the modules that a graph names are imported then; all of them where a name is nobody's."""
    announced = (
        "import acme\nfrom backedge.authoring.calculator_modules import CalculatorModules\n"
        "CALCULATORS = CalculatorModules(acme)"
    )
    files = {"announced.py": announced, "acme_calculator.py": CALCULATORS, "broken_calculator.py": "raise RuntimeError"}
    site.install("acme", {"calculators": "acme.announced"}, files)
    acme = naming("AcmeCalculator", "NUMBER:", "")
    assert site.build(acme) == [["AcmeCalculator"], []]
    named, (unknown,), log = site.build(acme, naming("Missing", "", ""))
    broken = "the module acme.broken_calculator cannot be imported: RuntimeError: "
    assert (named, log) == (["AcmeCalculator"], [broken])
    assert broken in unknown


def test_a_package_without_the_texts_of_its_modules(site: Site) -> None:
    """All of its modules are imported, as there is nothing to read their names off."""
    announced = (
        "import acme\nfrom backedge.authoring.calculator_modules import CalculatorModules\n"
        "CALCULATORS = CalculatorModules(acme)"
    )
    registered = f"{CALCULATORS}\nsubgraphs.register({graph('AcmeRegistered')!r})\n"
    files = {"announced.py": announced, "acme_calculator.py": registered}
    site.install("acme", {"calculators": "acme.announced"}, files)
    text = site.folder / "acme" / "acme_calculator.py"
    py_compile.compile(str(text), str(text.with_suffix(".pyc")))
    text.unlink()
    names = naming("AcmeRegistered"), naming("AcmeCalculator", "NUMBER:", "")
    assert site.build(*names) == [["acmeregistered__inside"], ["AcmeCalculator"], []]


def test_a_package_with_two_graphs_of_one_type(site: Site) -> None:
    """The error comes where a node names it, and names both files."""
    files = {"one.pbtxt": graph("AcmeTwice"), "two.pbtxt": graph("AcmeTwice")}
    site.install("acme", {"graphs": "acme"}, files)
    (error,), log = site.build(naming("AcmeTwice"))
    one, two = site.folder / "acme" / "one.pbtxt", site.folder / "acme" / "two.pbtxt"
    assert f'<graph>:1:26: error: two files have the type "AcmeTwice", {one} and {two}' in error
    assert log == []


@pytest.mark.parametrize(
    ("value", "init", "reason"),
    [
        ("acme.module", "", "RegistrationError: acme.module is no package, and so no folder of graphs"),
        ("acme:__name__", "", "RegistrationError: acme:__name__ is no package, and so no folder of graphs"),
        ("acme.none", "", "ModuleNotFoundError: No module named 'acme.none'"),
        ("acme", "import not_there_at_all", "ModuleNotFoundError: No module named 'not_there_at_all'"),
        (
            "acme",
            'GRAPH_ALIASES = {"AcmeX": "AcmeNone"}',
            'RegistrationError: GRAPH_ALIASES: "AcmeX" stands for "AcmeNone", which is no graph of the package',
        ),
    ],
)
def test_a_package_that_cannot_be_used(
    site: Site, value: str, init: str, reason: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is named in the log, and what others ship is known all the same."""
    package = f"acme{abs(hash((value, init)))}"  # a module that was imported once stays
    site.install(package, {}, {"__init__.py": init, "module.py": ""})
    value, reason = value.replace("acme", package), reason.replace("acme", package)
    entries = [EntryPoint(name="acme", value=value, group="backedge.graphs")]
    monkeypatch.syspath_prepend(site.folder)
    monkeypatch.setattr("importlib.metadata.entry_points", lambda **_: entries)
    own = GraphCatalogue()
    with caplog.at_level("WARNING", "backedge"):
        assert "HandTracking" in own
        assert own.broken_plugins == []  # nobody has asked for what is not ours
        assert "AcmeMissing" not in own
    broken = f'the plug-in "acme" ({value}) of an unknown package cannot be imported: {reason}'
    assert [record.getMessage() for record in caplog.records] == [broken]
    assert [str(error) for error in own.broken_plugins] == [broken]


def test_a_graph_that_may_be_in_a_broken_package(site: Site) -> None:
    """The error about a name that is not found says which package could not be asked, and why."""
    site.install("acme", {"graphs": "acme.none"}, {})
    (error,), _ = site.build(naming("AcmeMissing"))
    assert "(acme.none) of acme cannot be imported: ModuleNotFoundError" in error


def test_a_users_class_named_like_a_built_in_calculator_is_told(site: Site) -> None:
    """It takes neither that one nor any other away: the built-in is what the name means."""
    (site.folder / "mine.py").write_text(USER.format(name="PassThroughCalculator"))
    graphs = [naming(name, "", "") for name in ("PassThroughCalculator", "MergeCalculator")]
    *nodes, (told,) = site.build(*graphs, before="import mine\n")
    assert nodes == [["PassThroughCalculator"], ["MergeCalculator"]]
    assert told.startswith(
        'graphs that name the calculator "PassThroughCalculator" get backedge.calculators.core.flow.'
        "pass_through_calculator.PassThroughCalculator, which is installed under that name, and not mine."
    )
    assert told.endswith(
        'rename yours, or register it under another name, such as @register("my.PassThroughCalculator")'
    )


def test_a_users_class_that_comes_after_a_graph_is_refused_a_built_in_name(site: Site) -> None:
    """Also where no graph has needed that calculator yet."""
    (site.folder / "mine.py").write_text(USER.format(name="PassThroughCalculator"))
    before = f"""
from backedge import RegistrationError
from backedge.planning import build_graph
build_graph({naming("MergeCalculator", "", "")!r})
try:
    import mine
except RegistrationError as error:
    assert 'calculator "PassThroughCalculator" is registered twice' in str(error)
else:
    raise AssertionError
"""
    assert site.build(before=before) == [[]]


def test_a_users_class_named_like_a_built_in_graph_is_told(site: Site) -> None:
    """Graphs that are made of the built-in one keep it."""
    (site.folder / "mine.py").write_text(USER.format(name="HandTracking"))
    (*nodes, warning), _ = site.build(HANDS, before="import mine\n")
    assert nodes[0].startswith("handtracking__")
    assert 'warning: "HandTracking" is the graph ' in warning
    assert ", and not mine." in warning
