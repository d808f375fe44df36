CREATE TABLE design_version (
    id INTEGER NOT NULL,
    sha256 VARCHAR NOT NULL,
    text TEXT NOT NULL,
    CONSTRAINT pk_design_version PRIMARY KEY (id)
);

CREATE TABLE randomisation_list (
    id INTEGER NOT NULL,
    "plan" TEXT NOT NULL,
    seed_given BOOLEAN NOT NULL,
    sha256 VARCHAR NOT NULL,
    design_sha256 VARCHAR NOT NULL,
    sealed TEXT NOT NULL,
    CONSTRAINT pk_randomisation_list PRIMARY KEY (id)
);

CREATE TABLE randomisation_entry (
    id INTEGER NOT NULL,
    list INTEGER NOT NULL,
    stratum VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    kit VARCHAR NOT NULL,
    commitment VARCHAR NOT NULL,
    subject VARCHAR,
    treatment VARCHAR DEFAULT '' NOT NULL,
    block INTEGER,
    salt VARCHAR DEFAULT '' NOT NULL,
    CONSTRAINT pk_randomisation_entry PRIMARY KEY (id),
    CONSTRAINT uq_randomisation_entry_list_stratum_number UNIQUE (list, stratum, number),
    CONSTRAINT uq_randomisation_entry_kit UNIQUE (kit),
    CONSTRAINT uq_randomisation_entry_list_subject UNIQUE (list, subject),
    CONSTRAINT fk_randomisation_entry_list FOREIGN KEY(list) REFERENCES randomisation_list (id),
    CONSTRAINT fk_randomisation_entry_subject FOREIGN KEY(subject) REFERENCES subject (id)
);

CREATE TABLE unblinding (
    id INTEGER NOT NULL,
    list INTEGER NOT NULL,
    entry INTEGER,
    reason TEXT NOT NULL,
    CONSTRAINT pk_unblinding PRIMARY KEY (id),
    CONSTRAINT fk_unblinding_list FOREIGN KEY(list) REFERENCES randomisation_list (id),
    CONSTRAINT fk_unblinding_entry FOREIGN KEY(entry) REFERENCES randomisation_entry (id)
);

CREATE TABLE consent (
    id INTEGER NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    withdrawn TEXT DEFAULT '' NOT NULL,
    subject VARCHAR NOT NULL,
    form VARCHAR NOT NULL,
    date DATE NOT NULL,
    scope VARCHAR NOT NULL CONSTRAINT ck_consent_scope CHECK (scope IN ('study', 'photographs', 'photographs-publication', 'data-sharing', 're-contact')),
    withdrawn_on DATE,
    CONSTRAINT pk_consent PRIMARY KEY (id),
    CONSTRAINT fk_consent_subject FOREIGN KEY(subject) REFERENCES subject (id)
);

CREATE UNIQUE INDEX uq_consent_identity ON consent (subject, form, scope) WHERE withdrawn = '';

CREATE TABLE "query" (
    id INTEGER NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    withdrawn TEXT DEFAULT '' NOT NULL,
    subject VARCHAR NOT NULL,
    visit VARCHAR NOT NULL,
    about VARCHAR NOT NULL,
    question TEXT NOT NULL,
    state VARCHAR NOT NULL CONSTRAINT ck_query_state CHECK (state IN ('open', 'answered', 'closed')),
    raised_by VARCHAR NOT NULL,
    raised_at VARCHAR NOT NULL,
    answer TEXT NOT NULL,
    answered_by VARCHAR NOT NULL,
    answered_at VARCHAR NOT NULL,
    closed_by VARCHAR NOT NULL,
    closed_at VARCHAR NOT NULL,
    CONSTRAINT pk_query PRIMARY KEY (id),
    CONSTRAINT fk_query_subject FOREIGN KEY(subject) REFERENCES subject (id)
);

CREATE UNIQUE INDEX uq_query_identity ON "query" (subject, visit, about, question) WHERE withdrawn = '';

CREATE TABLE shown_picture (
    code VARCHAR NOT NULL,
    scale TEXT NOT NULL,
    position INTEGER NOT NULL,
    capture VARCHAR NOT NULL,
    baseline VARCHAR,
    baseline_left BOOLEAN NOT NULL,
    repeat_of VARCHAR,
    CONSTRAINT pk_shown_picture PRIMARY KEY (code),
    CONSTRAINT fk_shown_picture_capture FOREIGN KEY(capture) REFERENCES capture (sha256),
    CONSTRAINT fk_shown_picture_baseline FOREIGN KEY(baseline) REFERENCES capture (sha256),
    CONSTRAINT fk_shown_picture_repeat_of FOREIGN KEY(repeat_of) REFERENCES shown_picture (code)
);

CREATE TABLE rating (
    id INTEGER NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    withdrawn TEXT DEFAULT '' NOT NULL,
    code VARCHAR NOT NULL,
    rater VARCHAR NOT NULL,
    score INTEGER NOT NULL,
    comment TEXT NOT NULL,
    CONSTRAINT pk_rating PRIMARY KEY (id),
    CONSTRAINT fk_rating_code FOREIGN KEY(code) REFERENCES shown_picture (code)
);

CREATE UNIQUE INDEX uq_rating_identity ON rating (code, rater) WHERE withdrawn = '';
