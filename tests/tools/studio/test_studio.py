"""The studio from a page's side: a real server, real processes, and a socket."""

from __future__ import annotations

import http.client
import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed

from backedge.recording import KnownTypes, Recording
from tests.tools.studio.small_graph import CALCULATORS, GRAPH
from tests.tools.studio.studio_page import PATIENCE, TOKEN, Page, Studio, studio


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a graph, calculators of a user's own, a picture, and a secret beside it."""
    around = tmp_path_factory.mktemp("around")
    (around / "secret.png").write_bytes(_jpeg(0))
    inside = around / "inside"
    inside.mkdir()
    (inside / "small.pbtxt").write_text(GRAPH)
    (inside / "my_calculators.py").write_text(CALCULATORS)
    (inside / "grey.jpg").write_bytes(_jpeg(128))
    return inside


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Studio]:
    """A studio on that graph."""
    with studio(folder, "small.pbtxt", "--calculators", "my_calculators.py") as running:
        yield running


@pytest.fixture(scope="module")
def open_page(running: Studio) -> Iterator[Page]:
    """A page that stays open: each has a process of its own, whose start takes a while."""
    with running.page() as page:
        page.hello()
        yield page


@pytest.fixture
def page(open_page: Page) -> Page:
    """A page that has the text, and runs nothing."""
    open_page.ask("stop")
    open_page.events.clear()
    open_page.ask("text", text=GRAPH, revision=1)
    return open_page


def _jpeg(grey: int) -> bytes:
    return cv2.imencode(".jpg", np.full((48, 64, 3), grey, np.uint8))[1].tobytes()


def _file(name: str = "grey.jpg") -> dict[str, str]:
    return {"kind": "file", "name": name, "label": name}


DEMO = {"kind": "demo", "name": "demo", "label": ""}
BROWSER = {"kind": "browser", "name": "browser", "label": ""}


# the text


def test_a_page_begins_with_the_text_and_what_it_may_choose(running: Studio, folder: Path) -> None:
    """Hello gives text, folder, inputs, and which landmarks are connected."""
    with running.page() as page:
        hello = page.hello()
    assert hello["text"] == GRAPH
    assert hello["folder"] == str(folder)
    assert {"kind": "file", "name": "grey.jpg", "label": "grey.jpg"} in hello["inputs"]
    assert {"demo", "browser", "file"} <= {each["kind"] for each in hello["inputs"]}
    assert len(hello["connections"]["21"]) == 21


def test_problems_have_places_and_fixes_as_javascript_counts(page: Page) -> None:
    """A misspelt name is told at its place in UTF-16 units, with the edit that mends it."""
    text = GRAPH.replace("# A graph", "# \N{WAVING HAND SIGN} A graph").replace("BrightnessC", "BrightnesC")
    reply = page.ask("text", text=text, revision=2)
    assert reply["revision"] == 2
    (fix,) = reply["problems"][0]["fixes"]
    (edit,) = fix["edits"]
    units = text.encode("utf-16-le")
    assert units[2 * edit["start"] : 2 * edit["end"]].decode("utf-16-le") == "BrightnesCalculator"
    assert edit["text"] == "BrightnessCalculator"


def test_the_drawing_knows_its_places_in_the_text(page: Page) -> None:
    """Selection goes both ways: boxes and streams have spans."""
    drawn = page.event("drawing", lambda event: "BrightnessCalculator" in event["places"]["boxes"])
    assert [node["id"] for node in drawn["drawing"]["nodes"]] == ["BrightnessCalculator", "ThresholdingCalculator"]
    span = drawn["places"]["boxes"]["ThresholdingCalculator"]
    assert GRAPH[span["start"] : span["end"]].startswith('node {\n  calculator: "Thresh')
    spans = drawn["places"]["streams"]["brightness"]
    assert [GRAPH[each["start"] : each["end"]] for each in spans] == ["brightness"] * 2


def test_the_language_service_answers(page: Page) -> None:
    """Completion, its documentation, hover, definition, rename and format come by offsets."""
    text, at = GRAPH, GRAPH.index("BrightnessCalculator")
    completions = page.ask("complete", offset=at + 3)["completions"]
    assert "BrightnessCalculator" in {each["label"] for each in completions}
    threshold = next(each for each in completions if each["label"] == "ThresholdingCalculator")
    assert "threshold" in page.ask("describe", completion=threshold)["text"]
    assert "BrightnessCalculator" in page.ask("hover", offset=at)["hover"]["text"]
    (target,) = page.ask("definition", offset=at)["targets"]
    assert target["place"]["file"].endswith("my_calculators.py")
    edits = page.ask("rename", offset=text.index('"brightness"') + 1, name="light")["edits"]
    assert [text[edit["start"] : edit["end"]] for edit in edits] == ["brightness"] * 2
    refused = page.request("rename", offset=text.index('"brightness"') + 1, name="Not A Name")
    assert refused["error"]["code"] == "failed"
    page.ask("text", text=text.replace("\n  calculator", "\n      calculator"), revision=3)
    assert page.ask("format")["edits"]


def test_the_palette_finds_what_fits_and_writes_it_into_the_text(page: Page) -> None:
    """A calculator is found by words, and put between two nodes; comments stay, and the graph is right."""
    found = page.ask("palette", query="pass", stream="brightness")["entries"]
    assert next(each for each in found if each["name"] == "PassThroughCalculator")["fits"]
    edits = page.ask("insert", calculator="PassThroughCalculator", stream="brightness")["edits"]
    text = GRAPH
    for edit in sorted(edits, key=lambda each: each["start"], reverse=True):
        text = text[: edit["start"]] + edit["text"] + text[edit["end"] :]
    assert "# How bright it is.\nnode" in text
    assert page.ask("text", text=text, revision=4)["problems"] == []
    refused = page.request("insert", calculator="PassThroughCalculator", stream="nothing")
    assert 'a stream "nothing"' in refused["error"]["message"]


# files


def test_saving_keeps_what_others_have_written(page: Page, folder: Path) -> None:
    """A save over a file that has changed is refused, with what is there; nothing is written before a save."""
    graph = folder / "small.pbtxt"
    checksum = page.ask("hello", protocol=1)["checksum"]
    page.ask("text", text=GRAPH + "# not saved\n", revision=5)
    assert graph.read_text() == GRAPH
    try:
        graph.write_text(GRAPH + "# theirs\n")
        changed = page.event("file")
        assert changed["text"] == GRAPH + "# theirs\n"
        refused = page.request("save", text="mine", checksum=checksum)["error"]
        assert (refused["code"], refused["text"]) == ("conflict", GRAPH + "# theirs\n")
        assert graph.read_text() == GRAPH + "# theirs\n"
        saved = page.ask("save", text=GRAPH, checksum=refused["checksum"])
        assert graph.read_text() == GRAPH
        assert saved["checksum"] == checksum
    finally:
        graph.write_text(GRAPH)


# the run


def test_a_run_shows_pictures_values_figures_and_time(page: Page) -> None:
    """The streams that are watched come as what they are, and figures besides."""
    page.ask("watch", streams=["image", "brightness", "is_bright"])
    page.ask("start", input=DEMO)
    page.state("running")
    packets = page.packets(["image", "brightness", "is_bright"])
    assert packets["image"]["kind"] == "picture"
    pixels = cv2.imdecode(np.frombuffer(packets["image"]["jpeg"], np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    assert pixels.shape[1] == min(packets["image"]["width"], 640)
    assert 0 < packets["brightness"]["value"] < 255
    assert packets["is_bright"]["value"] == 0
    figures = page.event("figures", lambda event: event["fps"] > 0 and event["latency"] is not None)
    assert figures["streams"]["brightness"] > 0
    assert figures["nodes"]["BrightnessCalculator"]["calls"] >= 1
    trace = page.event("trace", lambda event: event["path"] is not None)
    assert [step["node"] for step in trace["path"]["steps"]] == ["BrightnessCalculator", "ThresholdingCalculator"]
    assert {each["node"] for lane in trace["lanes"] for each in lane["slices"]} >= {"ThresholdingCalculator"}


def test_a_paused_run_goes_step_by_step_and_back(page: Page) -> None:
    """Paused, nothing moves; a step is one timestamp; what has been is found by its timestamp."""
    page.ask("watch", streams=["brightness"])
    page.ask("start", input=DEMO, pace=False)
    page.state("running")
    page.packets(["brightness"])
    page.ask("pause")
    page.state("paused")
    page.ask("watch", streams=["brightness"])
    last = page.event("packets", lambda event: event["last"] == event["timestamp"])
    before = page.ask("seek", timestamp=2**60)["packets"][0]
    page.ask("step")
    after = page.event("packets", lambda event: event["timestamp"] > before["timestamp"])
    assert after["timestamp"] - before["timestamp"] == pytest.approx(33_333, abs=2)
    assert page.ask("seek", timestamp=before["timestamp"])["packets"] == [before]
    assert last["first"] <= before["timestamp"]
    page.ask("resume")
    page.state("running")


def test_a_new_graph_takes_over_while_the_old_one_runs_on_where_it_cannot(page: Page) -> None:
    """A wrong text is refused with its problems and the old graph runs on; a right one takes over."""
    page.ask("watch", streams=["is_bright"])
    page.ask("start", input=DEMO, pace=False)
    page.state("running")
    page.packets(["is_bright"])
    page.ask("text", text=GRAPH.replace("FLOAT:brightness", "FLOAT:darkness"), revision=6)
    refused = page.request("apply")["error"]
    assert refused["code"] == "problems"
    assert "darkness" in refused["problems"][0]["message"]
    page.event("figures", lambda event: event["fps"] > 0)
    page.ask("text", text=GRAPH.replace("threshold: 300", "threshold: 1"), revision=7)
    assert page.ask("apply")["timestamp"] >= 0
    page.event("packets", lambda event: any(packet["value"] == 1 for packet in event["packets"]))


def test_a_graph_that_does_not_start_leaves_the_old_one(page: Page) -> None:
    """A calculator that fails to open is told, and the graph before it goes on."""
    page.ask("watch", streams=["brightness"])
    page.ask("start", input=DEMO, pace=False)
    page.state("running")
    page.packets(["brightness"])
    opening = """node { calculator: "LocalFileContentsCalculator" input_side_packet: "FILE_PATH:path"
                   output_side_packet: "CONTENTS:contents" }"""
    page.ask("text", text=f'{GRAPH}input_side_packet: "path"\n{opening}\n', revision=8)
    refused = page.request("apply")["error"]
    assert "path" in refused["message"]
    page.packets(["brightness"])


def test_options_change_beside_the_text(page: Page) -> None:
    """Options have ranges for sliders; a change takes effect, one that is out of range is refused."""
    page.ask("watch", streams=["is_bright"])
    page.ask("start", input=DEMO, pace=False)
    page.state("running")
    page.packets(["is_bright"])
    options = {(each["node"], each["field"]): each for each in page.ask("options")["options"]}
    threshold = options["ThresholdingCalculator", "threshold"]
    assert (threshold["kind"], threshold["value"], threshold["minimum"]) == ("number", 300, 0)
    assert threshold["live"]
    page.ask("text", text="not applied", revision=12)
    before = page.event("figures", lambda event: event["frames"] > 0)
    page.ask("set_option", node="ThresholdingCalculator", field="threshold", value=1.0)
    page.event("packets", lambda event: any(packet["value"] == 1 for packet in event["packets"]))
    assert page.event("figures")["frames"] >= before["frames"], "a live option needs no new graph"
    page.ask("set_option", node="ThresholdingCalculator", field="threshold", value=300)
    refused = page.request("set_option", node="ThresholdingCalculator", field="threshold", value="high")
    assert refused["error"]["code"] == "problems"
    assert "threshold" in refused["error"]["message"]


def test_a_run_that_fails_says_where(page: Page) -> None:
    """The node, its place in the text, and the line of the user's own code are told."""
    text = GRAPH + 'node { calculator: "FailingCalculator" input_stream: "brightness" output_stream: "x" }\n'
    page.ask("text", text=text, revision=9)
    page.ask("start", input=_file())
    failed = page.state("failed")
    assert failed["node"] == "FailingCalculator"
    assert text[failed["span"]["start"] : failed["span"]["end"]].startswith('node { calculator: "Failing')
    assert failed["place"]["file"].endswith("my_calculators.py"), failed["message"]
    assert "ZeroDivisionError" in failed["message"]
    assert page.request("pause")["error"]["code"] == "refused"


def with_node(calculator: str) -> str:
    """The graph with one node more, which reads the brightness."""
    return f'{GRAPH}node {{ calculator: "{calculator}" input_stream: "brightness" output_stream: "x" }}\n'


@pytest.mark.parametrize(
    ("calculator", "message"), [("HangingCalculator", "did not come back"), ("CrashingCalculator", "SIGABRT")]
)
def test_what_hangs_or_crashes_takes_its_run_along_and_nothing_else(
    running: Studio, calculator: str, message: str
) -> None:
    """The process of the run ends, whatever was asked is answered, and the graph can be started again."""
    with running.page() as page:
        page.hello()
        page.ask("text", text=with_node(calculator), revision=1)
        started = page.request("start", input=_file())
        # The process may end before it has answered: then the answer says why.
        assert message in started.get("error", {"message": message})["message"]
        if calculator == "HangingCalculator":
            assert "error" not in started
            page.state("running")
            assert message in page.request("stop")["error"]["message"]
        assert message in page.state("failed")["message"]
        page.ask("text", text=GRAPH, revision=2)
        page.ask("start", input=_file())
        page.state("running")


def test_a_graph_that_stalls_says_why(page: Page) -> None:
    """A node that waits for what never comes is named, with the reason."""
    waiting = """node { calculator: "PassThroughCalculator" input_stream: "brightness" input_stream: "x"
                   output_stream: "y" output_stream: "z" }"""
    page.ask("text", text=with_node("SilentCalculator") + waiting, revision=10)
    page.ask("start", input=DEMO)
    stalled = page.state("stalled")
    assert 'waits for stream "x"' in stalled["message"]
    assert "promises nothing" in stalled["message"]


def test_a_graph_with_a_source_runs_pauses_and_steps(page: Page) -> None:
    """What is fed by itself needs no input, and can be held like others."""
    source = 'node { calculator: "TickingCalculator" output_stream: "COUNT:count" } output_stream: "count"'
    page.ask("text", text=source, revision=11)
    page.ask("watch", streams=["count"])
    page.ask("start", input=None)
    page.state("running")
    page.packets(["count"])
    page.ask("pause")
    page.state("paused")
    before = page.ask("seek", timestamp=2**60)["packets"][0]["value"]
    page.ask("step")
    stepped = page.event("packets", lambda event: any(packet["value"] > before for packet in event["packets"]))
    assert stepped["packets"][0]["value"] < before + 100
    page.ask("resume")
    page.state("running")


def test_calculators_are_read_again_when_a_graph_is_applied(page: Page, folder: Path) -> None:
    """A user's own calculator may change while the graph runs."""
    module = folder / "my_calculators.py"
    page.ask("watch", streams=["brightness"])
    page.ask("start", input=_file(), pace=False)
    page.state("running")
    assert page.packets(["brightness"])["brightness"]["value"] > 100
    try:
        module.write_text(CALCULATORS.replace("image.data.mean()", "-1"))
        page.ask("apply")
        page.event("packets", lambda event: any(packet["value"] == -1 for packet in event["packets"]))
    finally:
        module.write_text(CALCULATORS)


def test_the_pages_camera_sends_one_picture_for_each_credit(page: Page) -> None:
    """The newest picture wins, what is no picture does no harm, and the page learns how old what it sees is."""
    page.ask("watch", streams=["brightness"])
    page.ask("start", input=BROWSER)
    page.state("running")
    page.event("camera_credit")
    page.send("camera_frame", jpeg=b"no picture", captured=1.0)
    page.event("camera_credit")
    page.send("camera_frame", jpeg=_jpeg(200), captured=12345.5)
    shown = page.event("packets", lambda event: event["captured"] is not None)
    assert shown["captured"] == 12345.5
    assert shown["packets"][0]["value"] == pytest.approx(200, abs=2)


def test_the_last_seconds_can_be_exported_once(page: Page, running: Studio, tmp_path: Path) -> None:
    """The export is a recording of the run's streams, which a download takes away from the server."""
    page.ask("watch", streams=["brightness"])
    page.ask("start", input=_file(), loop=False)
    page.packets(["brightness"])
    page.state("ended")
    exported = page.ask("export")
    status, content = get(running, f"/{TOKEN}/{exported['path']}")
    assert (status, len(content)) == (200, exported["size"])
    assert get(running, f"/{TOKEN}/{exported['path']}")[0] == 404
    file = tmp_path / "moment.mcap"
    file.write_bytes(content)
    assert {"image", "brightness"} <= set(Recording(str(file), KnownTypes({})).streams)


def test_two_pages_have_a_run_each(running: Studio, page: Page) -> None:
    """What one page does, another does not see."""
    with running.page() as other:
        other.hello()
        page.ask("start", input=DEMO)
        page.state("running")
        other.ask("text", text=GRAPH, revision=1)
        assert other.request("pause")["error"]["code"] == "refused"
        assert not [event for event in other.events if event["event"] == "run"]


# who must get nothing


def answer_to(running: Studio, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    """What a request gets that is sent as it is, without the care that clients take."""
    with closing(http.client.HTTPConnection("127.0.0.1", running.port, timeout=PATIENCE)) as connection:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer, answer.read()


def get(running: Studio, path: str, **headers: str) -> tuple[int, bytes]:
    """The status and the content of the answer to such a request."""
    answer, content = answer_to(running, path, **headers)
    return answer.status, content


@pytest.mark.parametrize(
    "path",
    [
        "exports/../../../../etc/passwd",
        "exports/..%2f..%2f..%2fetc%2fpasswd",
        "..%2f..%2fpyproject.toml",
        "%2e%2e/x",
        "exports/",
    ],
)
def test_no_path_leads_out(running: Studio, path: str) -> None:
    """Neither the page's files nor the downloads lead to other files."""
    status, content = get(running, f"/{TOKEN}/{path}")
    assert status in (404, 405)
    assert b"root:" not in content


@pytest.mark.parametrize(
    "name", ["../secret.png", "/etc/passwd", "link.png", "my_calculators.py", "missing.png", "x\0y.png"]
)
def test_no_input_leads_out_of_the_folder(page: Page, folder: Path, name: str) -> None:
    """Files outside of the folder, also by a link, and files that are no pictures cannot be fed."""
    link = folder / "link.png"
    if not link.is_symlink():
        link.symlink_to(folder.parent / "secret.png")
    refused = page.request("start", input=_file(name))["error"]
    assert refused["code"] == "failed"
    assert "folder" in refused["message"] or "no picture" in refused["message"]


@pytest.mark.parametrize(
    "data", [b"\xc1", b"\x80", "text", b"x" * (5 * 2**20)], ids=["broken", "empty", "text", "huge"]
)
def test_what_is_no_message_ends_the_connection(running: Studio, data: Any) -> None:
    """A message that is none, or too large, closes the socket, and the studio goes on."""
    with running.page() as page:
        page.hello()
        with pytest.raises(ConnectionClosed):  # noqa: PT012 - where it comes depends on how fast
            page.socket.send(data)
            while True:
                page.socket.recv(timeout=PATIENCE)
    with running.page() as page:
        assert page.hello()["text"]


def test_a_page_of_another_release_is_told_to_reload(running: Studio) -> None:
    """It gets no text, and may try again."""
    with running.page() as page:
        error = page.request("hello", protocol=999)["error"]
        assert (error["code"], error["message"]) == ("failed", "this page is of another release of backedge: reload it")
        assert page.hello()["text"] == GRAPH


@pytest.mark.parametrize("request_", [{"method": "complete", "offset": 0}, {"method": "start", "input": None}])
def test_a_page_says_hello_before_anything_else(running: Studio, request_: dict[str, Any]) -> None:
    """What else comes first ends the connection, and the studio goes on."""
    with running.page() as page, pytest.raises(ConnectionClosed):
        page.request(request_.pop("method"), **request_)
    with running.page() as page:
        assert page.hello()["text"] == GRAPH


def test_only_the_worker_that_needs_it_may_run_webassembly(running: Studio) -> None:
    """It may load nothing, and the page may not run any."""
    policies = {}
    for path in ("", "graphviz_worker.js", "elk-worker.min.js"):
        answer, _ = answer_to(running, f"/{TOKEN}/{path}")
        policies[path] = answer.headers.get_all("content-security-policy") or []
    assert policies["graphviz_worker.js"] == ["default-src 'none'; script-src 'wasm-unsafe-eval'"]
    for path in ("", "elk-worker.min.js"):
        assert len(policies[path]) == 1
        assert "unsafe" not in policies[path][0]


def test_hostile_pages_are_refused_by_the_real_server(running: Studio) -> None:
    """The guard stands before everything that the server has."""
    assert get(running, "/")[0] == 403
    assert get(running, f"/{TOKEN}/", Host="evil.example")[0] == 421
    assert get(running, f"/{TOKEN}/", Origin="http://evil.example")[0] == 403


# ends


def _children(process: int) -> set[int]:
    return {int(word) for path in Path(f"/proc/{process}/task").glob("*/children") for word in path.read_text().split()}


def _wait_until(what: Any) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end
        os.sched_yield()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's /proc")
def test_a_page_that_goes_away_frees_its_run(running: Studio) -> None:
    """The process of a page's run ends with the page, also while it runs."""
    before = _children(running.process.pid)
    with running.page() as page:
        page.hello()
        page.ask("text", text=GRAPH, revision=1)
        page.ask("start", input=DEMO)
        page.state("running")
        own = _children(running.process.pid) - before
        assert own
    _wait_until(lambda: not own & _children(running.process.pid))


def test_ctrl_c_ends_it(folder: Path) -> None:
    """An interrupt ends the studio while a page runs a graph; no traceback is shown."""
    with studio(folder, "small.pbtxt", "--calculators", "my_calculators.py") as running, running.page() as page:
        page.hello()
        page.ask("text", text=GRAPH, revision=1)
        page.ask("start", input=DEMO)
        page.state("running")
        running.process.send_signal(signal.SIGINT)
        _, said = running.process.communicate(timeout=PATIENCE)
        assert "Traceback" not in said
        assert running.process.returncode == 130


def test_the_demo_begins_with_one_hand_and_no_editor(tmp_path: Path) -> None:
    """Hand tracking, for one hand, so that the palm detector can rest; it is saved beside, not into the package."""
    with studio(tmp_path, "--demo") as running, running.page() as page:
        hello = page.hello()
    assert hello["demo"]
    assert hello["side"] == ["num_hands=1"]
    assert 'type: "HandTracking"' in hello["text"]
    assert hello["checksum"] == ""
