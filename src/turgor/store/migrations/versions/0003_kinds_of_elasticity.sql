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
    kind VARCHAR NOT NULL CONSTRAINT ck_capture_kind CHECK (kind IN ('surface', 'spectrum', 'photograph', 'suction', 'ultrasound', 'barrier', 'wave', 'oct', 'elastogram')),
    setup VARCHAR NOT NULL,
    CONSTRAINT pk_capture PRIMARY KEY (sha256),
    CONSTRAINT fk_capture_subject_visit FOREIGN KEY(subject, visit) REFERENCES visit (subject, label),
    CONSTRAINT uq_capture_subject_visit_site_side_region_replicate_kind_setup UNIQUE (subject, visit, site, side, region, replicate, kind, setup)
);

INSERT INTO capture_anew (sha256, filename, suffix, subject, visit, site, side, region, replicate, reseated, device, operator, settings, kind, setup)
SELECT sha256, filename, suffix, subject, visit, site, side, region, replicate, reseated, device, operator, settings, kind, '' FROM capture;

DROP TABLE capture;

ALTER TABLE capture_anew RENAME TO capture;
