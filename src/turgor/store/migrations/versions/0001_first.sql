CREATE TABLE device_table (
    sha256 VARCHAR NOT NULL,
    filename VARCHAR NOT NULL,
    suffix VARCHAR NOT NULL,
    profile VARCHAR NOT NULL,
    CONSTRAINT pk_device_table PRIMARY KEY (sha256)
);

CREATE TABLE subject (
    id VARCHAR NOT NULL,
    centre VARCHAR NOT NULL,
    birth_year INTEGER,
    sex VARCHAR NOT NULL,
    phototype VARCHAR NOT NULL,
    CONSTRAINT pk_subject PRIMARY KEY (id)
);

CREATE TABLE allocation (
    subject VARCHAR NOT NULL,
    side VARCHAR NOT NULL,
    arm VARCHAR NOT NULL,
    CONSTRAINT pk_allocation PRIMARY KEY (subject, side),
    CONSTRAINT fk_allocation_subject FOREIGN KEY(subject) REFERENCES subject (id)
);

CREATE TABLE region (
    id INTEGER NOT NULL,
    subject VARCHAR NOT NULL,
    site VARCHAR NOT NULL,
    side VARCHAR NOT NULL CONSTRAINT ck_region_side CHECK (side IN ('left', 'right', 'midline', 'unstated')),
    name VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    polygon_um TEXT NOT NULL,
    placed_blind BOOLEAN NOT NULL,
    origin VARCHAR NOT NULL,
    CONSTRAINT pk_region PRIMARY KEY (id),
    CONSTRAINT uq_region_subject_site_side_name_version UNIQUE (subject, site, side, name, version),
    CONSTRAINT fk_region_subject FOREIGN KEY(subject) REFERENCES subject (id)
);

CREATE TABLE session (
    id INTEGER NOT NULL,
    subject VARCHAR NOT NULL,
    date DATE NOT NULL,
    site VARCHAR NOT NULL,
    side VARCHAR NOT NULL CONSTRAINT ck_session_side CHECK (side IN ('left', 'right', 'midline', 'unstated')),
    modality VARCHAR NOT NULL,
    delivered BOOLEAN NOT NULL,
    device VARCHAR NOT NULL,
    settings TEXT NOT NULL,
    CONSTRAINT pk_session PRIMARY KEY (id),
    CONSTRAINT uq_session_subject_date_site_side_modality_device UNIQUE (subject, date, site, side, modality, device),
    CONSTRAINT fk_session_subject FOREIGN KEY(subject) REFERENCES subject (id)
);

CREATE TABLE visit (
    subject VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    date DATE,
    acclimatisation_min FLOAT,
    temperature_c FLOAT,
    relative_humidity_pct FLOAT,
    hours_since_product FLOAT,
    days_since_session FLOAT,
    CONSTRAINT pk_visit PRIMARY KEY (subject, label),
    CONSTRAINT fk_visit_subject FOREIGN KEY(subject) REFERENCES subject (id)
);

CREATE TABLE capture (
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
    CONSTRAINT pk_capture PRIMARY KEY (sha256),
    CONSTRAINT fk_capture_subject_visit FOREIGN KEY(subject, visit) REFERENCES visit (subject, label),
    CONSTRAINT uq_capture_subject_visit_site_side_region_replicate UNIQUE (subject, visit, site, side, region, replicate)
);

CREATE TABLE device_reading (
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
    CONSTRAINT pk_device_reading PRIMARY KEY (id),
    CONSTRAINT fk_device_reading_subject_visit FOREIGN KEY(subject, visit) REFERENCES visit (subject, label),
    CONSTRAINT uq_device_reading_subject_visit_site_side_region_metric_conditions_item_replicate UNIQUE (subject, visit, site, side, region, metric, conditions, item, replicate),
    CONSTRAINT fk_device_reading_table_sha256 FOREIGN KEY(table_sha256) REFERENCES device_table (sha256)
);

CREATE TABLE blind_code (
    code VARCHAR NOT NULL,
    capture VARCHAR NOT NULL,
    CONSTRAINT pk_blind_code PRIMARY KEY (code),
    CONSTRAINT fk_blind_code_capture FOREIGN KEY(capture) REFERENCES capture (sha256)
);

CREATE TABLE measurement (
    id INTEGER NOT NULL,
    capture VARCHAR NOT NULL,
    method VARCHAR NOT NULL,
    method_version VARCHAR NOT NULL,
    settings VARCHAR NOT NULL,
    region_version INTEGER NOT NULL,
    CONSTRAINT pk_measurement PRIMARY KEY (id),
    CONSTRAINT uq_measurement_capture_method_method_version_settings_region_version UNIQUE (capture, method, method_version, settings, region_version),
    CONSTRAINT fk_measurement_capture FOREIGN KEY(capture) REFERENCES capture (sha256)
);

CREATE TABLE refusal (
    capture VARCHAR NOT NULL,
    stage VARCHAR NOT NULL,
    reason TEXT NOT NULL,
    CONSTRAINT pk_refusal PRIMARY KEY (capture),
    CONSTRAINT fk_refusal_capture FOREIGN KEY(capture) REFERENCES capture (sha256)
);

CREATE TABLE registration (
    capture VARCHAR NOT NULL,
    baseline VARCHAR NOT NULL,
    method_version VARCHAR NOT NULL,
    shift_x_um FLOAT,
    shift_y_um FLOAT,
    rotation_deg FLOAT,
    overlap_fraction FLOAT,
    residual_um FLOAT,
    form TEXT NOT NULL,
    refused TEXT NOT NULL,
    CONSTRAINT pk_registration PRIMARY KEY (capture),
    CONSTRAINT fk_registration_capture FOREIGN KEY(capture) REFERENCES capture (sha256),
    CONSTRAINT fk_registration_baseline FOREIGN KEY(baseline) REFERENCES capture (sha256)
);

CREATE TABLE finding (
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
    CONSTRAINT uq_finding_measurement_metric_conditions_item UNIQUE (measurement, metric, conditions, item),
    CONSTRAINT fk_finding_measurement FOREIGN KEY(measurement) REFERENCES measurement (id)
);
