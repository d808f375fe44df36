ALTER TABLE subject ADD COLUMN version INTEGER DEFAULT '1' NOT NULL;

ALTER TABLE visit ADD COLUMN version INTEGER DEFAULT '1' NOT NULL;

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
    kind VARCHAR NOT NULL CONSTRAINT ck_capture_kind CHECK (kind IN ('surface', 'spectrum', 'photograph', 'suction', 'ultrasound', 'barrier', 'wave', 'oct', 'elastogram', 'form')),
    setup VARCHAR NOT NULL,
    withdrawn TEXT DEFAULT '' NOT NULL,
    erased TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_capture PRIMARY KEY (sha256),
    CONSTRAINT fk_capture_subject_visit FOREIGN KEY(subject, visit) REFERENCES visit (subject, label)
);

INSERT INTO capture_anew (sha256, filename, suffix, subject, visit, site, side, region, replicate, reseated, device, operator, settings, kind, setup)
SELECT sha256, filename, suffix, subject, visit, site, side, region, replicate, reseated, device, operator, settings, kind, setup FROM capture;

DROP TABLE capture;

ALTER TABLE capture_anew RENAME TO capture;

CREATE UNIQUE INDEX uq_capture_identity ON capture (subject, visit, site, side, region, replicate, kind, setup) WHERE withdrawn = '';

CREATE TABLE session_anew (
    id INTEGER NOT NULL,
    subject VARCHAR NOT NULL,
    date DATE NOT NULL,
    site VARCHAR NOT NULL,
    side VARCHAR NOT NULL CONSTRAINT ck_session_side CHECK (side IN ('left', 'right', 'midline', 'unstated')),
    modality VARCHAR NOT NULL,
    delivered BOOLEAN NOT NULL,
    device VARCHAR NOT NULL,
    settings TEXT NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    withdrawn TEXT DEFAULT '' NOT NULL,
    operator VARCHAR DEFAULT '' NOT NULL,
    lots TEXT DEFAULT '{}' NOT NULL,
    deviation TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_session PRIMARY KEY (id),
    CONSTRAINT fk_session_subject FOREIGN KEY(subject) REFERENCES subject (id)
);

INSERT INTO session_anew (id, subject, date, site, side, modality, delivered, device, settings)
SELECT id, subject, date, site, side, modality, delivered, device, settings FROM session;

DROP TABLE session;

ALTER TABLE session_anew RENAME TO session;

CREATE UNIQUE INDEX uq_session_identity ON session (subject, date, site, side, modality, device, delivered) WHERE withdrawn = '';

CREATE TABLE device_reading_anew (
    id INTEGER NOT NULL,
    subject VARCHAR NOT NULL,
    visit VARCHAR NOT NULL,
    site VARCHAR NOT NULL,
    side VARCHAR NOT NULL CONSTRAINT ck_device_reading_side CHECK (side IN ('left', 'right', 'midline', 'unstated')),
    date DATE,
    table_sha256 VARCHAR NOT NULL,
    "row" INTEGER NOT NULL,
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
    withdrawn TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_device_reading PRIMARY KEY (id),
    CONSTRAINT fk_device_reading_subject_visit FOREIGN KEY(subject, visit) REFERENCES visit (subject, label),
    CONSTRAINT fk_device_reading_table_sha256 FOREIGN KEY(table_sha256) REFERENCES device_table (sha256)
);

INSERT INTO device_reading_anew (id, subject, visit, site, side, date, table_sha256, "row", metric, conditions, value, unit, u, u_kind, u_reason, method, method_version, device, captures, region, item, replicate, flags)
SELECT id, subject, visit, site, side, date, table_sha256, "row", metric, conditions, value, unit, u, u_kind, u_reason, method, method_version, device, captures, region, item, replicate, flags FROM device_reading;

DROP TABLE device_reading;

ALTER TABLE device_reading_anew RENAME TO device_reading;

CREATE UNIQUE INDEX uq_device_reading_identity ON device_reading (subject, visit, site, side, region, metric, conditions, item, replicate) WHERE withdrawn = '';

CREATE INDEX ix_finding_metric ON finding (metric, measurement, conditions, region, item, value);

CREATE TABLE audit (
    seq INTEGER NOT NULL,
    at VARCHAR NOT NULL,
    who VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    act VARCHAR NOT NULL,
    why TEXT NOT NULL,
    changes TEXT NOT NULL,
    note TEXT NOT NULL,
    previous VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    CONSTRAINT pk_audit PRIMARY KEY (seq),
    CONSTRAINT uq_audit_sha256 UNIQUE (sha256)
);

CREATE TABLE audit_pending (
    id INTEGER NOT NULL,
    entity VARCHAR NOT NULL,
    op VARCHAR NOT NULL,
    "key" TEXT NOT NULL,
    "before" TEXT,
    CONSTRAINT pk_audit_pending PRIMARY KEY (id)
);
