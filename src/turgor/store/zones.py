"""Zones of photographs by version: a new placing is a new version, older ones stay."""

import json
from collections.abc import Mapping

from sqlalchemy import insert, select

from turgor.record.site import BodySite
from turgor.record.zone import PixelPolygon, ZoneSet
from turgor.store import schema
from turgor.store.connect import Database
from turgor.store.people import ensure_subject
from turgor.store.records import KeptZones
from turgor.store.rows import canonical_json


class Zones:
    """The part of a store that knows which patches of a photograph are measured."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set(self, zones: ZoneSet) -> KeptZones:
        """Keep the zones of a place; the same ones again are the same version.

        Errors: StoreError.
        """
        table = schema.zone_set
        place = {
            "subject": zones.subject,
            "site": zones.site.name,
            "side": zones.site.side,
            "region": zones.region,
        }
        values = {"capture": zones.capture, "origin": zones.origin, "form": _form(zones)}
        where = [table.c[name] == value for name, value in place.items()]
        with self._database.write() as connection:
            ensure_subject(connection, zones.subject)
            newest = connection.execute(
                select(table).where(*where).order_by(table.c.version.desc())
            ).first()
            if newest is not None and all(
                getattr(newest, name) == value for name, value in values.items()
            ):
                return KeptZones(zones, newest.version)
            version = 1 if newest is None else newest.version + 1
            connection.execute(insert(table).values({**place, **values, "version": version}))
        return KeptZones(zones, version)

    def newest(self) -> tuple[KeptZones, ...]:
        """The newest version of every place's zones, in order of subject, site, side, region."""
        table = schema.zone_set
        order = (table.c.subject, table.c.site, table.c.side, table.c.region, table.c.version)
        found: dict[tuple[str, ...], KeptZones] = {}
        with self._database.read() as connection:
            for row in connection.execute(select(table).order_by(*order)):
                form = json.loads(row.form)
                zones = ZoneSet(
                    subject=row.subject,
                    site=BodySite(row.site, row.side),
                    region=row.region,
                    capture=row.capture,
                    polygons=_polygons(form["polygons"]),
                    holes=_polygons(form["holes"]),
                    points={
                        str(name): (float(x), float(y)) for name, (x, y) in form["points"].items()
                    },
                    origin=row.origin,
                    details={str(key): str(value) for key, value in form["details"].items()},
                )
                found[row.subject, row.site, row.side, row.region] = KeptZones(zones, row.version)
        return tuple(found.values())


def _polygons(plain: Mapping[str, list[list[float]]]) -> dict[str, PixelPolygon]:
    return {
        str(name): tuple((float(x), float(y)) for x, y in corners)
        for name, corners in plain.items()
    }


def _plain(polygons: Mapping[str, PixelPolygon]) -> dict[str, list[list[float]]]:
    return {name: [[float(x), float(y)] for x, y in corners] for name, corners in polygons.items()}


def _form(zones: ZoneSet) -> str:
    return canonical_json(
        {
            "polygons": _plain(zones.polygons),
            "holes": _plain(zones.holes),
            "points": {name: [float(x), float(y)] for name, (x, y) in zones.points.items()},
            "details": dict(zones.details),
        }
    )
