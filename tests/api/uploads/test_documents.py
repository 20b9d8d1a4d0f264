"""Materials changed over HTTP: uploaded, replaced, removed, and ingested beside the service."""

from __future__ import annotations

import os
import resource
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from agent.source import document_id
from ingestion.lock import one_writer
from tests.service import Service, ingest, sent, serving

STREAM = {"Accept": "text/event-stream"}
LIMIT = 1_000_000  # bytes; MENTOR_LIMITS="upload_mb=1"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documents")
    (folder / "data").mkdir()
    (folder / "materials" / "zoo").mkdir(parents=True)
    (folder / "materials" / "zoo" / "apes.md").write_text("# Apes\n\nA gibbon is a small ape.\n")
    return folder


@pytest.fixture(scope="module")
def client(place: Path) -> Iterator[Service]:
    """The service on materials of its own, where one upload may have 1 MB."""
    settings = {"materials_dir": str(place / "materials"), "limits": "upload_mb=1"}
    assert ingest(place / "data", **settings).returncode == 0
    with serving(place / "data", **settings) as service:
        yield service


@pytest.fixture
def materials(place: Path) -> Path:
    return place / "materials"


def upload(
    client: httpx.Client, *files: tuple[str, bytes | str], course: str = "zoo", **headers: str
) -> httpx.Response:
    parts = [("files", (name, content)) for name, content in files]
    return client.post("/api/documents", data={"course": course}, files=parts, headers=headers)


def idle(client: httpx.Client) -> dict[str, Any]:
    """Follow the ingests under way to their end; the state after them."""
    while True:
        with client.stream("GET", "/api/ingest", headers=STREAM) as reply:
            if reply.headers["content-type"].startswith("application/json"):
                reply.read()
                state: dict[str, Any] = reply.json()
                return state
            assert list(sent(reply))[-1]["event"] == "report"


def listed(client: httpx.Client) -> dict[str, dict[str, Any]]:
    reply = client.get("/api/documents").json()
    assert reply["ingest"]["running"] is False
    return {row["source"]: row for row in reply["documents"]}


def quoted(client: httpx.Client, query: str) -> list[str]:
    found = client.post("/api/search", json={"query": query}).json()["passages"]
    return [passage["text"] for passage in found]


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*")}


def test_an_uploaded_file_is_found_then_replaced_then_forgotten(
    client: Service, materials: Path
) -> None:
    reply = upload(client, ("quokka.md", "# Quokkas\n\nA quokka is a small wallaby.\n"))
    assert reply.status_code == 202
    (document,) = reply.json()["documents"]
    source = "zoo/quokka.md"
    assert document == {
        "id": document_id(source),
        "source": source,
        "course": "zoo",
        "size": 40,
        "replaced": False,
        "same_as": [],
        "url": f"/api/documents/{document_id(source)}",
    }
    assert reply.json()["ingest"]["running"] is True
    assert idle(client)["last"]["added"] == 1
    assert client.get(document["url"]).json()["status"] == "indexed"
    assert "A quokka is a small wallaby." in quoted(client, "What is a quokka?")

    reply = upload(client, ("quokka.md", "# Quokkas\n\nQuokkas live on Rottnest Island.\n"))
    assert reply.json()["documents"][0]["replaced"] is True
    assert idle(client)["last"]["changed"] == 1
    texts = quoted(client, "What is a quokka?")
    assert "Quokkas live on Rottnest Island." in texts
    assert "A quokka is a small wallaby." not in texts

    reply = client.delete(document["url"])
    assert (reply.status_code, reply.json()["source"]) == (202, source)
    assert not (materials / source).exists()
    assert idle(client)["last"]["removed"] == 1
    assert source not in listed(client)
    assert not any("uokka" in text for text in quoted(client, "What is a quokka?"))
    assert client.get(document["url"]).status_code == 404
    assert client.delete(document["url"]).status_code == 404


def test_two_uploads_at_once_go_to_a_new_course_to_folders_and_to_the_top(
    client: Service, materials: Path
) -> None:
    upload(client, ("Übung 1.md", "Übung."), ("week-2/notes.txt", "Notes."), course="Bäume")
    upload(client, ("top.md", "# Top\n\nAt the top."), course="general")
    idle(client)
    rows = listed(client)
    assert {"Bäume/Übung 1.md", "Bäume/week-2/notes.txt", "top.md"} <= set(rows)
    assert (rows["top.md"]["course"], rows["Bäume/Übung 1.md"]["course"]) == ("general", "Bäume")
    assert (materials / "top.md").read_text() == "# Top\n\nAt the top."


def test_odd_files_are_taken_listed_and_removed(client: Service, materials: Path) -> None:
    """A name in other Unicode bytes, one of 255 bytes, a damaged file, and one that is gone."""
    zoo, name, long = materials / "zoo", "résumé.md", "ö" * 126 + ".md"
    on_disk = zoo / unicodedata.normalize("NFD", name)
    on_disk.write_text("Old.")
    reply = upload(
        client,
        (name, "# New\n\nNew words."),
        (long, "# Long\n\nA long name."),
        ("broken.pdf", b"%PDF-1.7 broken"),
        ("brief.md", "# Brief\n\nShort lived."),
    )
    assert reply.status_code == 202
    documents = reply.json()["documents"]
    assert [each["replaced"] for each in documents] == [True, False, False, False]
    assert on_disk.read_text() == "# New\n\nNew words."
    state = idle(client)
    rows = listed(client)
    url = documents[0]["url"]
    assert client.get(url).json()["source"] == documents[0]["source"]
    assert client.get(f"{url}/file").text == "# New\n\nNew words."
    assert rows[f"zoo/{long}"]["status"] == "indexed"
    broken = rows["zoo/broken.pdf"]
    assert (broken["status"], broken["chunks"]) == ("failed", 0)
    assert broken["reason"]
    assert ["zoo/broken.pdf", broken["reason"]] in state["last"]["failed"]

    (zoo / "brief.md").unlink()
    for each in documents:
        assert client.delete(each["url"]).status_code == 202
    assert not on_disk.exists()
    idle(client)
    assert not {each["source"] for each in documents} & set(listed(client))


@pytest.mark.parametrize(
    "name",
    [
        "../up.md",
        "a/../../up.md",
        "/etc/motd.md",
        "a//b.md",
        ".hidden.md",
        "a/.git/b.md",
        "..\\up.md",
        "~$lock.docx",
        "new\x85line.md",
        f"{'x' * 253}.md",
        f"{'ö' * 127}.md",
        "deep/" * 250 + "x.md",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(
    client: Service, materials: Path, name: str
) -> None:
    before = names(materials.parent)
    reply = upload(client, (name, "Words."))
    assert (reply.status_code, reply.json()["error"]["code"]) == (422, "invalid_request")
    assert names(materials.parent) - before <= {"service.log"}


@pytest.mark.parametrize("course", ["..", "../data", "a/b", ".git", "a\\b", "x" * 300, "x" * 9000])
def test_a_course_that_leads_elsewhere_is_refused(client: Service, course: str) -> None:
    reply = upload(client, ("fine.md", "Words."), course=course)
    assert (reply.status_code, reply.json()["error"]["code"]) == (422, "invalid_request")


def test_a_file_over_the_limit_is_refused_and_nothing_is_left(
    client: Service, materials: Path
) -> None:
    reply = upload(client, ("fine.md", "Words."), ("big.txt", b"x" * (LIMIT + 1)))
    assert (reply.status_code, reply.json()["error"]["code"]) == (413, "upload_too_large")
    assert "big.txt is larger than 1 MB" in reply.json()["error"]["message"]
    assert "upload_mb" in reply.json()["error"]["fix"]
    assert not {"fine.md", "big.txt"} & names(materials)
    assert not list(materials.glob(".upload-*"))


def test_a_type_that_cannot_be_read_is_refused_with_those_that_can(
    client: Service, materials: Path
) -> None:
    for name in ("song.mp3", "README"):
        reply = upload(client, ("fine.md", "Words."), (name, b"..."))
        assert (reply.status_code, reply.json()["error"]["code"]) == (415, "unsupported")
        assert name in reply.json()["error"]["message"]
        assert ".pdf" in reply.json()["error"]["fix"]
    assert "fine.md" not in names(materials)
    assert ".pdf" in client.get("/api/documents").json()["upload"]["formats"]


def test_a_body_that_is_no_form_is_refused(client: Service, materials: Path) -> None:
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    part = '--b\r\nContent-Disposition: form-data; name="files"; filename="a.md"\r\n\r\nWords'
    replies = [
        client.post("/api/documents", json={"files": []}),
        client.post("/api/documents", content=b"x", headers=kind),
        client.post("/api/documents", content=part.encode(), headers=kind),
        client.post("/api/documents", files=[("course", (None, b"zoo"))]),
        upload(client, ("a.md", "Words."), ("a.md", "Other words.")),
    ]
    for reply in replies:
        assert (reply.status_code, reply.json()["error"]["code"]) == (422, "invalid_request")
        assert reply.json()["error"]["fix"]
    assert "a.md" not in names(materials)


def test_a_folder_in_the_way_is_reported(client: Service, materials: Path) -> None:
    (materials / "zoo" / "taken.md").mkdir()
    for name in ("taken.md", "apes.md/deeper.md"):
        reply = upload(client, (name, "Words."))
        assert (reply.status_code, reply.json()["error"]["code"]) == (409, "conflict")
    (materials / "zoo" / "taken.md").rmdir()


def test_the_page_of_another_site_cannot_change_the_materials(client: Service) -> None:
    other: list[dict[str, str]] = [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://elsewhere.example"},
        {"Origin": "null"},
    ]
    for headers in other:
        for reply in (
            upload(client, ("a.md", "Words."), **headers),
            client.post("/api/ingest", headers=headers),
            client.delete(f"/api/documents/{document_id('zoo/apes.md')}", headers=headers),
        ):
            assert (reply.status_code, reply.json()["error"]["code"]) == (403, "forbidden")
    own = {"Origin": str(client.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    assert upload(client, ("a.xyz", "Words."), **own).status_code == 415


def test_a_full_disk_is_reported_and_nothing_is_left(client: Service, materials: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux can limit the files of another process")
    limits = resource.prlimit(client.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(client.process.pid, resource.RLIMIT_FSIZE, (LIMIT // 2, limits[1]))
    try:
        reply = upload(client, ("half.txt", b"x" * (LIMIT - 1)))
    finally:
        resource.prlimit(client.process.pid, resource.RLIMIT_FSIZE, limits)
    assert (reply.status_code, reply.json()["error"]["code"]) == (507, "storage_full")
    assert "space" in reply.json()["error"]["fix"]
    assert "half.txt" not in names(materials)
    assert not list(materials.glob(".upload-*"))


def test_the_progress_of_an_ingest_comes_in_order(client: Service, materials: Path) -> None:
    for number in range(3):
        (materials / "zoo" / f"n{number}.md").write_text(f"# N{number}\n\nAnimal {number}.\n")
    with client.stream("POST", "/api/ingest", headers=STREAM) as reply:
        assert reply.status_code == 200
        reported = list(sent(reply))
    *steps, report = reported
    run = reported[0]["id"].rpartition(":")[0]
    assert [event["id"] for event in reported] == [f"{run}:{n}" for n in range(len(reported))]
    assert {event["event"] for event in steps} == {"progress"}
    assert (report["event"], report["data"]["added"]) == ("report", 3)
    for count in ("files", "chunks", "share", "seconds"):
        values = [event["data"][count] for event in steps]
        assert values == sorted(values)
    assert steps[-1]["data"]["files"] == steps[-1]["data"]["of_files"] == 3
    state = client.get("/api/documents").json()["ingest"]
    assert state == {"running": False, "progress": None, "last": report["data"], "error": None}
    assert client.post("/api/ingest").json()["unchanged"] == report["data"]["documents"]


def test_an_ingest_goes_on_when_its_reader_has_left(client: Service, materials: Path) -> None:
    (materials / "zoo" / "late.md").write_text("# Late\n\nThe numbat eats termites.\n")
    with (
        client.stream("POST", "/api/ingest", headers=STREAM) as reply,
        closing(sent(reply)) as reported,
    ):
        assert next(reported)["event"] == "progress"
    again = client.post("/api/ingest")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "conflict")
    assert client.get("/api/documents").json()["ingest"]["running"] is True
    assert idle(client)["last"]["added"] == 1
    assert "The numbat eats termites." in quoted(client, "What does a numbat eat?")


def test_an_ingest_in_a_terminal_is_named_and_waited_for(
    client: Service, place: Path, materials: Path
) -> None:
    with one_writer(place / "data"):
        refused = client.post("/api/ingest", headers=STREAM)
        assert refused.status_code == 409
        assert f"process {os.getpid()}" in refused.json()["error"]["message"]
        upload(client, ("patient.md", "# Patience\n\nA sloth waits.\n"))
        waiting = client.get("/api/ingest").json()
        assert (waiting["running"], waiting["progress"]) == (True, None)
        refused = client.post("/api/ingest")
        assert refused.status_code == 409
        assert "waiting for one" in refused.json()["error"]["message"]
    assert idle(client)["last"]["added"] == 1
    assert "zoo/patient.md" in listed(client)


def test_a_service_that_stops_stops_its_ingest(tmp_path: Path) -> None:
    materials, data = tmp_path / "materials", tmp_path / "data"
    data.mkdir()
    materials.mkdir()
    (materials / ".upload-left").mkdir()
    (materials / "owls.md").write_text("# Owls\n\nAn owl hunts at night.\n")
    settings = {"materials_dir": str(materials)}
    with serving(data, **settings) as client:
        assert not (materials / ".upload-left").exists()
        with client.stream("POST", "/api/ingest", headers=STREAM) as reply:
            assert next(sent(reply))["event"] == "progress"
            child = int((data / "ingest.pid").read_text())
            client.process.terminate()
            client.process.wait(60)
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
    assert "Traceback" not in (data / "service.log").read_text()
    with one_writer(data):
        pass


def test_without_the_folder_an_ingest_says_what_to_do(client: Service, materials: Path) -> None:
    away = materials.rename(materials.with_name("away"))
    reply = client.post("/api/ingest")
    away.rename(materials)
    assert (reply.status_code, reply.json()["error"]["code"]) == (404, "not_found")
    assert "make ingest DIR=" in reply.json()["error"]["fix"]
    state = client.get("/api/ingest").json()
    assert (state["error"], state["last"]) == (reply.json()["error"], None)
