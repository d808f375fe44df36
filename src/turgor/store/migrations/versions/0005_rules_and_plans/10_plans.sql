CREATE TABLE protocol (
    id INTEGER NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    withdrawn TEXT DEFAULT '' NOT NULL,
    name VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    document TEXT NOT NULL,
    CONSTRAINT pk_protocol PRIMARY KEY (id)
);

CREATE INDEX ix_protocol_name ON protocol (name);

CREATE UNIQUE INDEX uq_protocol_identity ON protocol (sha256) WHERE withdrawn = '';

CREATE TABLE rule_library (
    id INTEGER NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    withdrawn TEXT DEFAULT '' NOT NULL,
    sha256 VARCHAR NOT NULL,
    document TEXT NOT NULL,
    CONSTRAINT pk_rule_library PRIMARY KEY (id)
);

CREATE UNIQUE INDEX uq_rule_library_identity ON rule_library (sha256) WHERE withdrawn = '';

CREATE TABLE rule_override (
    id INTEGER NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    withdrawn TEXT DEFAULT '' NOT NULL,
    subject VARCHAR NOT NULL,
    plan_sha256 VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    severity VARCHAR NOT NULL CONSTRAINT ck_rule_override_severity CHECK (severity IN ('block', 'require_override', 'warn')),
    library_sha256 VARCHAR NOT NULL,
    who VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    reason VARCHAR NOT NULL CONSTRAINT ck_rule_override_reason CHECK (reason IN ('not-applicable', 'benefit-outweighs', 'risk-treated', 'specialist-agreed', 'source-outdated', 'other')),
    text TEXT NOT NULL,
    day DATE NOT NULL,
    CONSTRAINT pk_rule_override PRIMARY KEY (id),
    CONSTRAINT fk_rule_override_subject FOREIGN KEY(subject) REFERENCES subject (id)
);

CREATE INDEX ix_rule_override_subject ON rule_override (subject);

CREATE UNIQUE INDEX uq_rule_override_identity ON rule_override (subject, plan_sha256, rule, library_sha256, who, day) WHERE withdrawn = '';

CREATE TABLE treatment_plan (
    id INTEGER NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    withdrawn TEXT DEFAULT '' NOT NULL,
    subject VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    made DATE NOT NULL,
    sha256 VARCHAR NOT NULL,
    document TEXT NOT NULL,
    library_sha256 VARCHAR NOT NULL,
    CONSTRAINT pk_treatment_plan PRIMARY KEY (id),
    CONSTRAINT fk_treatment_plan_subject FOREIGN KEY(subject) REFERENCES subject (id)
);

CREATE INDEX ix_treatment_plan_subject ON treatment_plan (subject);

CREATE UNIQUE INDEX uq_treatment_plan_identity ON treatment_plan (subject, sha256) WHERE withdrawn = '';
