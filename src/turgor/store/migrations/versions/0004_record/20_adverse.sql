CREATE TABLE adverse_event (
    id INTEGER NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    withdrawn TEXT DEFAULT '' NOT NULL,
    subject VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    onset DATE NOT NULL,
    site VARCHAR NOT NULL,
    side VARCHAR NOT NULL CONSTRAINT ck_adverse_event_side CHECK (side IN ('left', 'right', 'midline', 'unstated')),
    words TEXT NOT NULL,
    reference VARCHAR NOT NULL,
    modality VARCHAR NOT NULL,
    session DATE,
    course TEXT NOT NULL,
    peak_grade INTEGER CONSTRAINT ck_adverse_event_peak CHECK (peak_grade BETWEEN 1 AND 4),
    relatedness VARCHAR NOT NULL,
    serious BOOLEAN,
    criterion VARCHAR NOT NULL,
    action TEXT NOT NULL,
    outcome VARCHAR NOT NULL,
    outcome_date DATE,
    signs TEXT NOT NULL,
    temperature_c FLOAT,
    history TEXT NOT NULL,
    expected BOOLEAN,
    reporter VARCHAR NOT NULL,
    external TEXT NOT NULL,
    CONSTRAINT pk_adverse_event PRIMARY KEY (id),
    CONSTRAINT fk_adverse_event_subject FOREIGN KEY(subject) REFERENCES subject (id)
);

CREATE UNIQUE INDEX uq_adverse_event_identity ON adverse_event (subject, reference, kind, words, site, side, onset) WHERE withdrawn = '';

CREATE UNIQUE INDEX uq_adverse_event_reference ON adverse_event (subject, reference) WHERE withdrawn = '' AND reference <> '';

CREATE TABLE diary_entry (
    id INTEGER NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    withdrawn TEXT DEFAULT '' NOT NULL,
    subject VARCHAR NOT NULL,
    date DATE NOT NULL,
    site VARCHAR NOT NULL,
    side VARCHAR NOT NULL CONSTRAINT ck_diary_entry_side CHECK (side IN ('left', 'right', 'midline', 'unstated')),
    symptoms TEXT NOT NULL,
    scale INTEGER NOT NULL CONSTRAINT ck_diary_entry_scale CHECK (scale IN (4, 10)),
    signs TEXT NOT NULL,
    temperature_c FLOAT,
    care TEXT NOT NULL,
    note TEXT NOT NULL,
    CONSTRAINT pk_diary_entry PRIMARY KEY (id),
    CONSTRAINT fk_diary_entry_subject FOREIGN KEY(subject) REFERENCES subject (id)
);

CREATE UNIQUE INDEX uq_diary_entry_identity ON diary_entry (subject, date, site, side) WHERE withdrawn = '';

CREATE TABLE escalation (
    id INTEGER NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    withdrawn TEXT DEFAULT '' NOT NULL,
    subject VARCHAR NOT NULL,
    source VARCHAR NOT NULL CONSTRAINT ck_escalation_source CHECK (source IN ('event', 'diary')),
    number INTEGER NOT NULL,
    day DATE NOT NULL,
    rule VARCHAR NOT NULL,
    rule_version INTEGER NOT NULL,
    severity VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    text TEXT NOT NULL,
    citation TEXT NOT NULL,
    limit_h FLOAT,
    pack VARCHAR NOT NULL,
    pack_sha256 VARCHAR NOT NULL,
    answered DATE,
    answered_by VARCHAR NOT NULL,
    answer TEXT NOT NULL,
    CONSTRAINT pk_escalation PRIMARY KEY (id),
    CONSTRAINT fk_escalation_subject FOREIGN KEY(subject) REFERENCES subject (id)
);

CREATE INDEX ix_escalation_subject ON escalation (subject);

CREATE UNIQUE INDEX uq_escalation_identity ON escalation (source, number, day, rule, rule_version) WHERE withdrawn = '';
