"""Forgeries that leave a chain without a seam, which only a head held elsewhere can show."""

import json
import random
import sqlite3
from pathlib import Path

from audit_attacks import (
    FIELDS,
    LINK,
    bypassed,
    canonical,
    columns,
    keys,
    other_value,
    put_link,
    row_sum,
)


def links_of(connection: sqlite3.Connection) -> list[dict[str, object]]:
    rows = connection.execute("SELECT * FROM audit ORDER BY seq")
    return [dict(zip(LINK, row, strict=True)) for row in rows]


def rechain(connection: sqlite3.Connection, links: list[dict[str, object]]) -> None:
    """Write a whole chain anew, each link following from the one before."""
    connection.execute("DELETE FROM audit")
    previous = ""
    for seq, link in enumerate(links, 1):
        link |= {"seq": seq, "previous": previous}
        put_link(connection, link)
        previous = str(link["sha256"])


def cut_end_with_rows(rng: random.Random, study: Path) -> str:
    """The last links and everything that they did, taken back."""
    with bypassed(study) as connection:
        links = links_of(connection)
        count = rng.randint(1, len(links) - 1)
        for link in reversed(links[-count:]):
            for table, told in json.loads(str(link["changes"])).items():
                _take_back(connection, table, told)
            connection.execute("DELETE FROM audit WHERE seq = ?", (link["seq"],))
    return f"last {count} links with their rows"


def _take_back(connection: sqlite3.Connection, table: str, told: dict[str, list]) -> None:
    where = " AND ".join(f'"{name}" = ?' for name in keys(connection, table))
    names = columns(connection, table)
    for item in told.get("added", ()):
        if len(item) == 2:
            connection.execute(f'DELETE FROM "{table}" WHERE {where}', item[0])
        else:
            connection.execute(f'DELETE FROM "{table}" WHERE id BETWEEN ? AND ?', item[:2])
    for key, before, *_ in (*told.get("changed", ()), *told.get("removed", ())):
        now = connection.execute(f'SELECT * FROM "{table}" WHERE {where}', key).fetchone()
        before = [a if b == "(withheld)" else b for a, b in zip(now or before, before, strict=True)]
        connection.execute(f'DELETE FROM "{table}" WHERE {where}', key)
        marks = ", ".join("?" * len(names))
        connection.execute(f'INSERT INTO "{table}" VALUES ({marks})', before)


def rechain_after_change(rng: random.Random, study: Path) -> str:
    """A value changed in the table and in the link that wrote it, and the chain made anew."""
    with bypassed(study) as connection:
        while True:
            try:
                table, key, told = _change_quietly(rng, connection)
                break
            except sqlite3.IntegrityError:
                continue  # another row is that already; change something else
        where = " AND ".join(f'"{name}" = ?' for name in keys(connection, table))
        row = list(connection.execute(f'SELECT * FROM "{table}" WHERE {where}', key).fetchone())
        links = links_of(connection)
        _mend(connection, links, table, key, row)
        rechain(connection, links)
    return told


def _change_quietly(
    rng: random.Random, connection: sqlite3.Connection
) -> tuple[str, list[object], str]:
    """One value that neither names another row nor a file; table, key and what was done."""
    table = rng.choice(("finding", "allocation", "visit", "subject", "capture", "session"))
    names, key_names = columns(connection, table), keys(connection, table)
    row = list(rng.choice(connection.execute(f'SELECT * FROM "{table}"').fetchall()))
    kept = (*key_names, "sha256", "suffix", "erased", "subject", "visit", "measurement")
    at = rng.choice([i for i, name in enumerate(names) if name not in kept])
    new = other_value(rng, row[at])
    key = [row[names.index(name)] for name in key_names]
    where = " AND ".join(f'"{name}" = ?' for name in key_names)
    connection.execute(f'UPDATE "{table}" SET "{names[at]}" = ? WHERE {where}', [new, *key])
    return table, key, f"{table}.{names[at]} of {key}: {row[at]!r} -> {new!r}"


def _mend(
    connection: sqlite3.Connection,
    links: list[dict[str, object]],
    table: str,
    key: list[object],
    row: list[object],
) -> None:
    """The newest link that tells of the row states the sum of what stands there now."""
    import hashlib

    for link in reversed(links):
        changes = json.loads(str(link["changes"]))
        told = changes.get(table, {})
        for item in told.get("changed", ()):
            if item[0] == key:
                item[2] = row_sum(table, row).hex()
                link["changes"] = canonical(changes)
                return
        for item in told.get("added", ()):
            if len(item) == 2 and item[0] == key:
                item[1] = row_sum(table, row).hex()
            elif len(item) == 3 and len(key) == 1 and item[0] <= key[0] <= item[1]:
                rows = connection.execute(
                    f'SELECT * FROM "{table}" WHERE id BETWEEN ? AND ? ORDER BY id', item[:2]
                )
                item[2] = hashlib.sha256(b"".join(row_sum(table, r) for r in rows)).hexdigest()
            else:
                continue
            link["changes"] = canonical(changes)
            return
    raise SystemExit(f"no link tells of {table} {key}")


def reorder_and_rechain(rng: random.Random, study: Path) -> str:
    """Two neighbouring links of different tables or rows change places; the chain made anew."""
    with bypassed(study) as connection:
        links = links_of(connection)
        while True:
            at = rng.randrange(1, len(links) - 1)
            one, two = links[at], links[at + 1]
            if not _touched(one) & _touched(two):
                break
        # The times stay in order, so that nothing but the order itself is changed.
        one["at"], two["at"] = two["at"], one["at"]
        links[at], links[at + 1] = two, one
        rechain(connection, links)
    return f"links {at + 1} and {at + 2}"


def _touched(link: dict[str, object]) -> set[tuple[str, str]]:
    return {
        (table, json.dumps(item[0]))
        for table, told in json.loads(str(link["changes"])).items()
        for items in told.values()
        for item in items
    }


def rechain_other_name(rng: random.Random, study: Path) -> str:
    """Another person's name, reason or time under a link; the chain made anew."""
    with bypassed(study) as connection:
        links = links_of(connection)
        link = rng.choice(links)
        field = rng.choice([f for f in FIELDS if f in ("who", "why", "act")])
        link[field] = f"{link[field]}X"
        rechain(connection, links)
    return f"{field} of link {link['seq']}"
