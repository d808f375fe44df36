"""Regions by version, and the codes of a blind placing."""

import json
from collections.abc import Mapping

from sqlalchemy import insert, select

from turgor.record.site import BodySite, Region
from turgor.store import schema
from turgor.store.connect import Database
from turgor.store.people import ensure_subject
from turgor.store.records import KeptRegion
from turgor.store.rows import canonical_json

DECLARED, SHARED_FIELD = "declared", "shared-field"


class Regions:
    """The part of a store that knows which patch of skin is measured."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set(self, region: Region, origin: str = DECLARED) -> KeptRegion:
        """Keep a region; another outline or origin than the newest makes a new version.

        Errors: StoreError.
        """
        table = schema.region
        polygon = canonical_json([[float(x), float(y)] for x, y in region.polygon_um])
        place = {
            "subject": region.subject,
            "site": region.site.name,
            "side": region.site.side,
            "name": region.name,
        }
        where = [table.c[name] == value for name, value in place.items()]
        with self._database.write() as connection:
            ensure_subject(connection, region.subject)
            newest = connection.execute(
                select(table).where(*where).order_by(table.c.version.desc())
            ).first()
            same = newest is not None and (newest.polygon_um, newest.origin) == (polygon, origin)
            if newest is not None and same and newest.placed_blind == region.placed_blind:
                return KeptRegion(region, newest.version, origin)
            version = 1 if newest is None else newest.version + 1
            values = {
                **place,
                "version": version,
                "polygon_um": polygon,
                "placed_blind": region.placed_blind,
                "origin": origin,
            }
            connection.execute(insert(table).values(values))
        return KeptRegion(region, version, origin)

    def newest(self) -> tuple[KeptRegion, ...]:
        """The newest version of every region, in order of subject, site, side and name."""
        table = schema.region
        order = (table.c.subject, table.c.site, table.c.side, table.c.name, table.c.version)
        found: dict[tuple[str, str, str, str], KeptRegion] = {}
        with self._database.read() as connection:
            for row in connection.execute(select(table).order_by(*order)):
                polygon = tuple((float(x), float(y)) for x, y in json.loads(row.polygon_um))
                region = Region(
                    name=row.name,
                    subject=row.subject,
                    site=BodySite(row.site, row.side),
                    polygon_um=polygon,
                    placed_blind=row.placed_blind,
                )
                place = (row.subject, row.site, row.side, row.name)
                found[place] = KeptRegion(region, row.version, row.origin)
        return tuple(found.values())

    def add_codes(self, codes: Mapping[str, str]) -> None:
        """Keep the key of a blind placing: code to the capture's sum."""
        if not codes:
            return
        rows = [{"code": code, "capture": sha256} for code, sha256 in codes.items()]
        with self._database.write() as connection:
            connection.execute(insert(schema.blind_code), rows)

    def codes(self) -> dict[str, str]:
        """Every code that was ever given, with the capture's sum."""
        table = schema.blind_code
        with self._database.read() as connection:
            rows = connection.execute(select(table).order_by(table.c.code)).all()
        return {row.code: row.capture for row in rows}
