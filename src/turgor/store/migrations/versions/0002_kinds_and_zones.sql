CREATE TABLE capture_anew (
    sha256 VARCHAR NOT NULL CONSTRAINT ck_capture_sha CHECK (length(sha256) = 64),
    filename VARCHAR NOT NULL,
    suffix VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    visit VARCHAR NOT NULL,
    site VARCHAR NOT NULL,
    side VARCHAR NOT NULL CONSTRAINT ck_capture_side CHECK (side IN ('left', 'right', 'midline', 'unstated')),
    region VARCHAR NOT NULL,
    replicate INTEGER NOT NULL CONSTRAINT ck_capture_count CHECK (replicate > 0),
    reseated BOOLEAN NOT NULL,
    device VARCHAR NOT NULL,
    operator VARCHAR NOT NULL,
    settings TEXT NOT NULL,
    kind VARCHAR NOT NULL CONSTRAINT ck_capture_kind CHECK (kind IN ('surface', 'spectrum', 'photograph')),
    CONSTRAINT pk_capture PRIMARY KEY (sha256),
    CONSTRAINT fk_capture_subject_visit FOREIGN KEY(subject, visit) REFERENCES visit (subject, label),
    CONSTRAINT uq_capture_subject_visit_site_side_region_replicate_kind UNIQUE (subject, visit, site, side, region, replicate, kind)
);

INSERT INTO capture_anew (sha256, filename, suffix, subject, visit, site, side, region, replicate, reseated, device, operator, settings, kind)
SELECT sha256, filename, suffix, subject, visit, site, side, region, replicate, reseated, device, operator, settings, 'surface' FROM capture;

DROP TABLE capture;

ALTER TABLE capture_anew RENAME TO capture;

CREATE TABLE finding_anew (
    id INTEGER NOT NULL,
    measurement INTEGER NOT NULL,
    metric VARCHAR NOT NULL,
    conditions TEXT NOT NULL,
    value FLOAT,
    unit VARCHAR NOT NULL,
    u FLOAT,
    u_kind VARCHAR,
    u_reason TEXT,
    method VARCHAR NOT NULL,
    method_version VARCHAR NOT NULL,
    device VARCHAR NOT NULL,
    captures TEXT NOT NULL,
    region VARCHAR NOT NULL,
    item VARCHAR NOT NULL,
    replicate INTEGER NOT NULL,
    flags TEXT NOT NULL,
    CONSTRAINT pk_finding PRIMARY KEY (id),
    CONSTRAINT uq_finding_measurement_metric_conditions_region_item UNIQUE (measurement, metric, conditions, region, item),
    CONSTRAINT fk_finding_measurement FOREIGN KEY(measurement) REFERENCES measurement (id)
);

INSERT INTO finding_anew (id, measurement, metric, conditions, value, unit, u, u_kind, u_reason, method, method_version, device, captures, region, item, replicate, flags)
SELECT id, measurement, metric, conditions, value, unit, u, u_kind, u_reason, method, method_version, device, captures, region, item, replicate, flags FROM finding;

DROP TABLE finding;

ALTER TABLE finding_anew RENAME TO finding;

CREATE TABLE zone_set (
    id INTEGER NOT NULL,
    subject VARCHAR NOT NULL,
    site VARCHAR NOT NULL,
    side VARCHAR NOT NULL CONSTRAINT ck_zone_set_side CHECK (side IN ('left', 'right', 'midline', 'unstated')),
    region VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    capture VARCHAR NOT NULL,
    origin VARCHAR NOT NULL,
    form TEXT NOT NULL,
    CONSTRAINT pk_zone_set PRIMARY KEY (id),
    CONSTRAINT uq_zone_set_subject_site_side_region_version UNIQUE (subject, site, side, region, version),
    CONSTRAINT fk_zone_set_subject FOREIGN KEY(subject) REFERENCES subject (id),
    CONSTRAINT fk_zone_set_capture FOREIGN KEY(capture) REFERENCES capture (sha256)
);
