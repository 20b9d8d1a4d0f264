"""What is PostgreSQL's own: several processes at its first start, formats, addresses, copies."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from agent.errors import Conflict, NewerData, StoreUnavailable
from agent.settings import Settings
from agent.store.catalog import Catalog
from agent.store.copying import copy_database
from agent.store.database import database_url, users
from agent.store.postgres import open_pool
from agent.store.postgres_checkpoints import PostgresCheckpoints
from agent.store.transcripts import Transcripts
from agent.turns.turn_service import thread
from deploy.backup.__main__ import back_up, settings_without_secrets
from deploy.backup.restore import restore
from deploy.doctor import data
from tests.agent.store.test_catalog import row
from tests.contracts.test_transcripts import say, turn
from tests.servers.postgres import PASSWORD, Postgres
from tests.service import MODELS


def test_those_who_start_together_make_the_tables_once(postgres: Postgres) -> None:
    """Threads with connections of their own: to the server they are as good as processes."""
    url, together = postgres.new_database(), threading.Barrier(6)

    def start() -> None:
        together.wait()
        with closing(Catalog(url)), closing(Transcripts(url)), closing(PostgresCheckpoints(url)):
            pass

    with ThreadPoolExecutor(together.parties) as pool:
        for started in [pool.submit(start) for _ in range(together.parties)]:
            started.result()
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT number FROM mentor_format").fetchall() == [(1,)]
        done = connection.execute("SELECT count(*) FROM checkpoint_migrations").fetchone()
        assert done == (len(PostgresCheckpoints.MIGRATIONS),)


def test_data_of_a_newer_program_is_left_alone(postgres: Postgres) -> None:
    url = postgres.new_schema()
    Catalog(url).close()
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE mentor_format SET number = 9")
    for kind in (Catalog, Transcripts):
        with pytest.raises(NewerData, match="newer program"):
            kind(url)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT to_regclass('turns')").fetchone() == (None,)


def test_an_address_that_does_not_do_says_what_does_and_keeps_its_password(
    postgres: Postgres,
) -> None:
    url = make_url(postgres.new_database())
    ascii_ = "ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
    wrong = {
        url.set(username="nobody").render_as_string(hide_password=False): "password",
        url.set(database="none").render_as_string(hide_password=False): "does not exist",
        url.set(port=1).render_as_string(hide_password=False): "refused",
        f"{url.render_as_string(hide_password=False)}?sslmode=often": "sslmode",
        postgres.new_database(ascii_): "SQL_ASCII",
        f"mysql://mentor:{PASSWORD}@127.0.0.1/x": "MENTOR_DATABASE_URL",
        PASSWORD: "MENTOR_DATABASE_URL",
        "sqlite://": "MENTOR_DATABASE_URL",
    }
    for address, why in wrong.items():
        with pytest.raises(StoreUnavailable) as raised:
            Transcripts(address)
        message = f"{raised.value.message} {raised.value.fix}"
        assert why in message
        assert "@word" not in message
        assert "%40word" not in message
        assert "se/cret" not in message


def test_a_server_that_goes_and_comes_back_is_reported_and_used_again(postgres: Postgres) -> None:
    url = postgres.new_schema()
    with closing(Catalog(url)) as catalog, closing(Transcripts(url)) as transcripts:
        catalog.put(row("a/x.md"))
        say(transcripts, turn("1"))
        transcripts.running.begin(turn("2"), "ann", "", None)
        postgres.stop("immediate")
        try:
            for call in (catalog.view, catalog.course_names, lambda: transcripts.turns("c")):
                with pytest.raises(StoreUnavailable, match="does not answer"):
                    call()
            with pytest.raises(StoreUnavailable):
                transcripts.running.finish(turn("2"), "answered", "All of it.", {}, None)  # type: ignore[typeddict-item]
        finally:
            postgres.start()
        assert catalog.course_names() == ["a"]
        assert transcripts.conversation("c", "ann")["head"] == "2"
        assert [t["answer"] for t in transcripts.turns("c")] == ["So.", "All of it."]
        assert users(url) >= 2


def test_a_connection_that_stays_lost_is_reported(postgres: Postgres) -> None:
    engine = open_pool(database_url(postgres.new_schema()), 1, patience=0.01)
    with engine.connect(), pytest.raises(StoreUnavailable, match="in use"):
        engine.connect()
    engine.dispose()


def test_backup_restore_and_doctor_know_where_things_are(
    postgres: Postgres, tmp_path: Path
) -> None:
    one, two = (
        Settings(
            _env_file=None,  # type: ignore[call-arg]
            data_dir=tmp_path / name, models_dir=MODELS, materials_dir=tmp_path / "none",
            database_url=postgres.new_database(),
        )
        for name in ("one", "two")
    )  # fmt: skip
    with closing(Transcripts(one.database)) as transcripts:
        say(transcripts, turn("1"))
    file, manifest = back_up(one, tmp_path, materials=False)
    assert manifest["conversations"] == 1
    assert "mentor:***@127.0.0.1" in settings_without_secrets(one)
    with closing(Transcripts(two.database)) as there:
        say(there, turn("0", "before"))
        with pytest.raises(Conflict, match="in use"):
            restore(two, file)
        assert [t["id"] for t in there.turns("before")] == ["0"]
    _, aside = restore(two, file)
    with (
        closing(Transcripts(two.database)) as there,
        closing(Transcripts(f"sqlite:///{aside / 'mentor.sqlite'}")) as before,
    ):
        assert [t["id"] for t in there.turns("c")] == ["1"]
        assert there.turns("before") == []
        assert [t["id"] for t in before.turns("before")] == ["0"]
    found = {finding.check: finding for finding in data.databases(two)}
    assert found["conversations"].found.startswith("PostgreSQL ")
    assert found["database connections"].state == "ok"
    found = {finding.check: finding for finding in data.index(two)}
    assert found["index"].found == "empty"


async def test_everything_is_copied_both_ways(postgres: Postgres, tmp_path: Path) -> None:
    file, url = f"sqlite:///{tmp_path / 'one.sqlite'}", postgres.new_schema()
    with closing(Catalog(file)) as catalog, closing(Transcripts(file)) as transcripts:
        name = catalog.editions.add("m", 1).name
        catalog.put(*(row(f"a/{n}.md", id=f"{n}") for n in range(600)))
        catalog.remember(tmp_path)
        say(transcripts, turn("1", question="a \x00 b"))
        say(transcripts, turn("2"), beside="1")
        transcripts.feedback.rate(turn("2"), -1, "no")
    with closing(Transcripts(url)) as there, closing(PostgresCheckpoints(url)) as checkpoints:
        say(there, turn("x", "gone"))
        with psycopg.connect(url) as connection:
            connection.execute(
                "INSERT INTO checkpoints (thread_id, checkpoint_id, checkpoint) "
                "VALUES ('gone', '1', '{}')"
            )
        back = f"sqlite:///{tmp_path / 'two.sqlite'}"
        copy_database(file, url)
        assert await checkpoints.aget_tuple(thread("gone")) is None
        say(there, turn("3"))
        assert [t["id"] for t in there.turns("c")] == ["1", "2", "3"]
    copy_database(url, back)
    with closing(Catalog(back)) as catalog, closing(Transcripts(back)) as transcripts:
        assert catalog.editions.current().name == name  # type: ignore[union-attr]
        assert len(catalog.documents()) == 600
        assert catalog.folder() == tmp_path
        assert [t["parent"] for t in transcripts.turns("c")] == [None, None, "2"]
        assert transcripts.turns("c")[0]["question"] == "a \ufffd b"
        assert transcripts.feedback.of("c") == {"2": (-1, "no")}
        assert transcripts.turns("gone") == []


def test_a_connection_in_use_when_the_pool_is_closed_is_closed_when_it_comes_back(
    postgres: Postgres,
) -> None:
    engine = open_pool(database_url(postgres.new_schema()), 1)
    used = engine.connect()
    raw = used.connection.dbapi_connection
    assert isinstance(raw, psycopg.Connection)
    engine.dispose()
    assert not raw.closed
    used.close()
    assert raw.closed
