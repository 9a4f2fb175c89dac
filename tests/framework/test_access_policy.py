"""What a graph may do outside of itself, by an `AccessPolicy`."""

from __future__ import annotations

from pathlib import Path

import pytest

from backedge import AccessError, AccessPolicy, Calculator, CalculatorGraph, GraphError, Input, Service, register

RESTRICTED = AccessPolicy(writable=(), network=False)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with a file in it."""
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "kept.txt").write_text("kept")
    monkeypatch.chdir(folder)
    return folder


def test_a_program_trusts_its_graphs(here: Path) -> None:
    """As it is made, a policy allows everything."""
    AccessPolicy().require_write(here / "kept.txt")
    AccessPolicy().require_write("/etc/passwd")
    AccessPolicy().require_network("http://example.org")
    assert AccessPolicy().allows_all_of("out/%04d.png")


def test_new_files_in_the_working_directory(here: Path) -> None:
    """They may be created, there and in folders of it."""
    RESTRICTED.require_write("new.txt")
    RESTRICTED.require_write(here / "folder" / "new.txt")


@pytest.mark.parametrize("name", ["kept.txt", "./kept.txt", "link.txt", "dangling.txt", "."])
def test_nothing_is_written_over(here: Path, name: str) -> None:
    """What is there stays, by whatever path; a link that leads nowhere is there, too."""
    (here / "link.txt").symlink_to(here / "kept.txt")
    (here / "dangling.txt").symlink_to(here / "nowhere" / "..")
    with pytest.raises(AccessError, match=r"may not be written: it is there already.*--allow-write"):
        RESTRICTED.require_write(name)


def test_a_link_out_of_the_working_directory(here: Path, tmp_path: Path) -> None:
    """Where a path leads counts, and not how it begins."""
    (here / "out").symlink_to(tmp_path)
    for path in ("out/new.txt", "../new.txt", tmp_path / "new.txt"):
        with pytest.raises(AccessError, match="outside of the working directory"):
            RESTRICTED.require_write(path)


def test_folders_that_may_be_written(here: Path, tmp_path: Path) -> None:
    """In them, and in folders of them, all may be written over."""
    policy = AccessPolicy(writable=(tmp_path,))
    policy.require_write(here / "kept.txt")
    policy.require_write(tmp_path / "new.txt")


def test_what_the_user_names(here: Path) -> None:
    """That is written, however it is spelled; only that."""
    policy = AccessPolicy(writable=(), network=False, named=frozenset(["kept.txt", "out/", "http://camera/"]))
    policy.require_write("kept.txt")
    policy.require_network("http://camera/")
    assert policy.allows_all_of("out")
    assert not policy.allows_all_of("other")
    with pytest.raises(AccessError, match="names this address; allow it with --allow-network"):
        policy.require_network("http://camera/other")


@register
class AskingSink(Calculator):
    """Asks whether it may write a file for every text that comes."""

    path = Input[str]()
    access = Service(AccessPolicy)

    def process(self) -> None:
        self.access.require_write(self.path.value)


def test_calculators_ask(here: Path, threads: int) -> None:
    """The graph's own policy is a service of the graph."""
    text = 'input_stream: "p" node { calculator: "AskingSink" input_stream: "p" }'
    with CalculatorGraph(text, num_threads=threads) as graph:
        graph.start_run()
        graph.add_packet_to_input_stream("p", "kept.txt", 0)
        graph.wait_until_idle()
    graph = CalculatorGraph(text, num_threads=threads, access=RESTRICTED)
    graph.start_run()

    def write() -> None:
        graph.add_packet_to_input_stream("p", "kept.txt", 0)
        graph.wait_until_idle()

    with pytest.raises(GraphError, match=r"kept\.txt: may not be written"):
        write()


def test_traces(here: Path) -> None:
    """A trace whose path the config names is written where the graph may write."""

    def traced(prefix: str) -> CalculatorGraph:
        node = 'input_stream: "p" node { calculator: "AskingSink" input_stream: "p" }'
        text = f'profiler_config {{ trace_enabled: true trace_log_path: "{prefix}" }} {node}'
        return CalculatorGraph(text, access=RESTRICTED)

    (here / "kept_1.binarypb").touch()
    with pytest.raises(AccessError, match=r"kept_1\.binarypb: may not be written: it is there already"):
        traced("kept_").start_run()
    with traced("new_") as graph:
        graph.start_run()
    assert (here / "new_0.binarypb").exists()
