CREATE TABLE study_user (
    name VARCHAR NOT NULL,
    role VARCHAR NOT NULL CONSTRAINT ck_study_user_role CHECK (role IN ('coordinator', 'rater', 'clinician', 'monitor', 'admin')),
    passphrase_hash TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_study_user PRIMARY KEY (name)
);

CREATE TABLE study_lock (
    id INTEGER NOT NULL,
    at VARCHAR NOT NULL,
    who VARCHAR NOT NULL,
    why TEXT NOT NULL,
    head VARCHAR NOT NULL,
    design_sha256 VARCHAR NOT NULL,
    unlocked_at VARCHAR DEFAULT '' NOT NULL,
    unlocked_by VARCHAR DEFAULT '' NOT NULL,
    unlocked_why TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_study_lock PRIMARY KEY (id)
);

CREATE UNIQUE INDEX uq_study_lock_standing ON study_lock (unlocked_at) WHERE unlocked_at = '';

CREATE TABLE signature (
    id INTEGER NOT NULL,
    at VARCHAR NOT NULL,
    who VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    meaning TEXT NOT NULL,
    subject VARCHAR,
    head VARCHAR NOT NULL,
    design_sha256 VARCHAR NOT NULL,
    CONSTRAINT pk_signature PRIMARY KEY (id),
    CONSTRAINT fk_signature_subject FOREIGN KEY(subject) REFERENCES subject (id)
);
